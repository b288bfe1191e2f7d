"""結果の確定: a person who has looked at X says whether the post is there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, Status
from publishing import actions, reconciliation
from publishing.models import Attempt
from publishing.x import x_for
from tests.cast import TEXT, Cast
from tests.local_x import (
    LocalX,
    dropped_after_the_commit,
    dropped_before_the_commit,
)
from tests.publishing.steps import page, sent
from tests.sight import Page, history, last_event, look, signed, signed_in
from x_sandbox.calls import Seam, straight_through


def uncertain(cast: Cast, x: LocalX, fault: Seam = dropped_after_the_commit) -> Post:
    x.fault = fault
    post = sent(cast.scheduled()).post
    x.fault = straight_through
    return post


def settle_by_hand(user: User, post: Post, **typed: str) -> Page:
    form = {"seen": post.revision.digest, "reason": "Xの画面で確認した", **typed}
    answer = signed_in(user).post(f"/posts/{post.code}/resolve", form, follow=True)
    return Page(answer.status_code, answer.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/shiroi_city/status/{}",
        "https://x.com/shiroi_city/status/{}?s=20",
        "https://x.com/shiroi_city/status/{}/photo/1",
        "https://twitter.com/shiroi_city/status/{}",
        "https://mobile.twitter.com/i/web/status/{}",
        " {} ",
    ],
)
def test_a_post_that_is_there_is_marked_with_the_id_of_its_address(
    cast: Cast, x: LocalX, address: str
) -> None:
    post = uncertain(cast, x)
    x_id = str(x.timeline()[0].id)
    page = settle_by_hand(cast.takahashi, post, found="posted", address=address.format(x_id))
    assert (page.code, page.status) == (200, "published")
    assert f"/status/{x_id}" in page.html
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.x_id, attempt.next_look_at) == ("posted", x_id, None)
    event = last_event(post)
    assert signed(event) == ("resolved", "高橋 健一", "主査", "しろいの魅力発信課")
    assert event.reason == "Xの画面で確認した"
    assert event.detail["status"] == ["uncertain", "published"]


def test_a_post_that_is_not_there_goes_out_again(cast: Cast, x: LocalX) -> None:
    post = uncertain(cast, x, dropped_before_the_commit)
    assert settle_by_hand(cast.tanaka, post, found="absent").status == "scheduled"
    assert signed(last_event(post))[:2] == ("resolved", "田中 陽子")
    assert Attempt.objects.get().next_look_at is None
    sent(post)
    assert (x.texts(), post.status) == ([TEXT], Status.PUBLISHED)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"found": "posted", "address": ""}, "address"),
        ({"found": "posted", "address": "https://x.com/shiroi_city"}, "address"),
        ({"found": "posted", "address": "わかりません"}, "address"),
        ({"found": "posted", "address": "123"}, "address"),
        ({"found": "absent", "reason": ""}, "reason"),
        ({"found": "perhaps"}, "found"),
        ({}, "found"),
    ],
)
def test_an_incomplete_answer_is_asked_for_again(
    cast: Cast, x: LocalX, typed: dict[str, str], field: str
) -> None:
    post = uncertain(cast, x)
    page = settle_by_hand(cast.takahashi, post, **typed)
    assert (page.code, page.status) == (422, "uncertain")
    assert "field__error" in page.html
    assert typed.get("address", "") in page.html
    assert history(post)[-1] == "send_unknown"


def test_an_id_that_belongs_to_another_request_is_refused(cast: Cast, x: LocalX) -> None:
    other = sent(cast.scheduled("べつの投稿"))
    post = uncertain(cast, x)
    page = settle_by_hand(cast.takahashi, post, found="posted", address=other.x_id)
    assert (page.code, page.status) == (422, "uncertain")
    assert history(post)[-1] == "send_unknown"


def test_only_the_pr_section_settles_it(cast: Cast, x: LocalX) -> None:
    post = uncertain(cast, x)
    assert "resolve" not in look(cast.suzuki, post).verbs
    assert settle_by_hand(cast.suzuki, post, found="absent").code == 403
    assert settle_by_hand(cast.watanabe, post, found="absent").code == 404
    with pytest.raises(NotPermitted):
        actions.resolve_absent(
            post.pk, actor=cast.sato, seen=post.revision.digest, reason="見当たらない"
        )
    assert history(post)[-1] == "send_unknown"


def test_a_settled_outcome_is_not_settled_again(cast: Cast, x: LocalX) -> None:
    post = sent(cast.scheduled()).post
    assert settle_by_hand(cast.ito, post, found="absent").code == 409
    with pytest.raises(IllegalTransition):
        actions.resolve_posted(
            post.pk, actor=cast.ito, seen=post.revision.digest, x_id="12345", reason="二重"
        )
    assert history(post)[-1] == "published"


def test_the_page_shows_the_evidence_and_the_trail_keeps_it(cast: Cast, x: LocalX) -> None:
    post = uncertain(cast, x, dropped_before_the_commit)
    attempt = Attempt.objects.get()
    reconciliation.look([attempt.pk], now=timezone.now(), connect=x_for)
    shown = page(cast.takahashi, post)
    assert "結果不明について分かっていること" in shown
    assert attempt.evidence in shown
    assert attempt.payload_digest[:12] in shown
    assert "0件を確認" in shown
    settle_by_hand(cast.takahashi, post, found="absent")
    kept = last_event(post).detail
    assert kept["answer"] == attempt.evidence
    assert kept["payload"] == attempt.payload_digest
    assert [look["posts"] for look in kept["looks"]] == [0]
