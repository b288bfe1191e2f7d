"""手動投稿: a person presses Post on X and brings the address back."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.models import User
from approvals.models import Notice
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, Status
from publishing import actions
from publishing.claims import claim, due_posts
from publishing.delivery import start
from publishing.gateway import Posted
from publishing.models import Attempt, Finding
from publishing.nagging import nag
from publishing.outcomes import give_up_dead, settle
from publishing.removal import due_removals
from shirai_sns import inbox
from tests.cast import SETUP, Cast
from tests.publishing.pictures import attachment
from tests.publishing.steps import claimed, page
from tests.sight import Page, history, last_event, look, press, signed, signed_in

TEXT = "梨まつり & 白井 #梨\nhttps://www.city.example.lg.jp/?a=1&b=2 100%"

HOUR = dt.timedelta(hours=1)
# X will give this id out in 2060.
NOT_YET = "6506000000000000000"


def x_id(number: int = 0, *, at: dt.datetime | None = None) -> str:
    """An id that X gives out at this moment."""
    milliseconds = int((at or timezone.now()).timestamp() * 1000) - 1_288_834_974_657
    return str((milliseconds << 22) + number)


def by_hand(cast: Cast, text: str = TEXT, **facts: object) -> Post:
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    return cast.scheduled(text, **facts)


def bring(user: User, post: Post, address: str) -> Page:
    form = {"seen": post.revision.digest, "address": address}
    answer = signed_in(user).post(f"/posts/{post.code}/by-hand", form, follow=True)
    return Page(answer.status_code, answer.content.decode())


def intent(text: str) -> dict[str, list[str]]:
    found = re.search(r'href="(https://x.com/intent/post[^"]+)"', text)
    assert found, text
    return parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)


def test_the_text_opens_in_xs_own_page_exactly_as_approved(cast: Cast) -> None:
    post = by_hand(cast, attachments=(attachment("red", "赤い梨"),))
    shown = page(cast.takahashi, post)
    assert intent(shown) == {"text": [TEXT]}
    assert "赤い梨" in shown
    assert f"/posts/{post.code}/images/" in shown
    assert "intent/post" not in page(cast.sato, post)
    assert history(post)[-1] == "confirmed"


def test_who_posted_and_when_is_recorded(cast: Cast) -> None:
    post = by_hand(cast)
    posted_at = timezone.now() - dt.timedelta(seconds=30)
    given = x_id(at=posted_at)
    seen = bring(cast.takahashi, post, f"https://x.com/shiroi_city/status/{given}?s=20")
    assert (seen.code, seen.status) == (200, "published")
    attempt = Attempt.objects.get()
    assert attempt.sent_at is not None
    assert abs(attempt.sent_at - posted_at) < dt.timedelta(milliseconds=2)
    assert (attempt.outcome, attempt.x_id) == ("posted", given)
    assert attempt.cost == 0
    event = last_event(post)
    assert signed(event) == ("posted_by_hand", "高橋 健一", "主査", "しろいの魅力発信課")
    assert event.detail["x_id"] == given
    assert f"/status/{given}" in page(cast.sato, post)


def test_a_thread_goes_one_reply_at_a_time(cast: Cast) -> None:
    post = by_hand(cast, texts=("その1", "その2"))
    first = x_id(1)
    bring(cast.takahashi, post, first)
    post.refresh_from_db()
    assert (post.status, post.parts_on_x) == (Status.PUBLISHING, 1)
    assert intent(page(cast.tanaka, post)) == {"text": ["その2"], "in_reply_to": [first]}
    assert bring(cast.tanaka, post, x_id(2)).status == "published"
    assert history(post)[-3:] == ["claimed", "part_by_hand", "posted_by_hand"]


def test_a_due_post_stands_in_the_inbox_until_it_is_done(cast: Cast) -> None:
    later = by_hand(cast, "あとで", requested_at=timezone.now() + dt.timedelta(hours=1))
    post = cast.scheduled("いま")
    assert list(inbox.Inbox(cast.takahashi).todo()) == [post]
    assert (due_posts(timezone.now()), claim(post.pk, now=timezone.now())) == ([], None)
    assert "intent/post" not in page(cast.takahashi, later)
    bring(cast.takahashi, post, x_id())
    assert list(inbox.Inbox(cast.takahashi).todo()) == []
    assert history(post)[-1] == "posted_by_hand"


@pytest.mark.parametrize(
    "address",
    ["", "わかりません", "https://x.com/shiroi_city", NOT_YET],
)
def test_an_address_that_cannot_be_is_asked_for_again(cast: Cast, address: str) -> None:
    post = by_hand(cast)
    seen = bring(cast.takahashi, post, address)
    assert (seen.code, seen.status) == (422, "scheduled")
    assert "field__error" in seen.html
    assert address in seen.html
    assert history(post)[-1] == "confirmed"


def test_the_same_post_on_x_is_not_recorded_twice(cast: Cast) -> None:
    first, second = by_hand(cast), cast.scheduled("二件目")
    given = x_id()
    bring(cast.takahashi, first, given)
    assert bring(cast.takahashi, second, given).code == 422
    assert bring(cast.takahashi, first, x_id(5)).code == 409
    assert history(first).count("posted_by_hand") == 1


def test_a_stop_takes_the_way_to_x_away_but_not_the_record_of_what_was_done(cast: Cast) -> None:
    post = by_hand(cast)
    actions.halt_all(actor=cast.takahashi, reason="炎上")
    assert "intent/post" not in page(cast.takahashi, post)
    assert bring(cast.takahashi, post, x_id()).status == "published"
    assert last_event(post).act == "posted_by_hand"


def test_a_post_is_removed_by_hand_too(cast: Cast) -> None:
    post = by_hand(cast)
    bring(cast.takahashi, post, x_id())
    assert press(cast.ito, post, "publishing:remove", reason="誤り").status == "removing"
    assert due_removals(timezone.now()) == []
    assert list(inbox.Inbox(cast.tanaka).todo()) == [post]
    assert "gone" in look(cast.tanaka, post).verbs
    assert press(cast.tanaka, post, "publishing:gone").status == "removed"
    assert Attempt.objects.get().removed_at is not None
    assert signed(last_event(post))[:2] == ("removed_by_hand", "田中 陽子")


def test_nobody_else_records_and_no_other_channel_is_run_by_hand(cast: Cast) -> None:
    post = cast.scheduled()
    with pytest.raises(IllegalTransition):
        actions.record_by_hand(post.pk, actor=cast.ito, seen=post.revision.digest, x_id=x_id())
    post = by_hand(cast)
    assert bring(cast.sato, post, x_id()).code == 403
    assert bring(cast.watanabe, post, x_id()).code == 404
    assert history(post)[-1] == "confirmed"


def test_what_a_worker_may_be_sending_is_not_offered_to_a_person(cast: Cast) -> None:
    attempt = claimed(cast.scheduled())
    start(attempt.pk, now=timezone.now())
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    nag(now=timezone.now() + HOUR)
    assert not Notice.objects.exists()
    assert "by-hand" not in look(cast.tanaka, attempt.post).verbs
    give_up_dead(now=timezone.now() + HOUR)
    assert history(attempt.post)[-1] == "send_unknown"


@pytest.mark.parametrize("begun", [True, False])
def test_recording_ends_a_try_that_was_under_way_and_its_late_answer_is_raised(
    cast: Cast, *, begun: bool
) -> None:
    attempt, other = claimed(cast.scheduled()), cast.scheduled("ほか")
    if begun:
        start(attempt.pk, now=timezone.now())
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    seen = attempt.post.revision.digest
    actions.record_by_hand(attempt.post.pk, actor=cast.tanaka, seen=seen, x_id=x_id(1))
    assert history(attempt.post)[-1] == "posted_by_hand"
    give_up_dead(now=timezone.now() + HOUR)
    assert start(attempt.pk, now=timezone.now()) is None
    assert not Attempt.objects.open().exists()
    if begun:
        late = x_id(2)
        settle(attempt.pk, Posted(late))
        attempt.refresh_from_db()
        assert (attempt.outcome, attempt.x_id) == ("surplus", late)
        assert Finding.objects.open().get().x_id == late
        assert history(attempt.post)[-1] == "surfaced"
    assert history(other)[-1] == "confirmed"
