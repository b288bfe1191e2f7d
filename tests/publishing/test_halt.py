"""緊急停止: everybody of the PR section can stop everything, at once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from posts.actions import open_channel
from posts.models import Channel
from posts.workflow import NotPermitted
from publishing import actions
from publishing.claims import claim, due_posts
from publishing.models import Halt
from tests.cast import SETUP, Cast, draft
from tests.sight import look, signed, signed_in

REASON = "乗っ取りの疑い"


def press(user: User, verb: str, reason: str = "") -> tuple[int, str]:
    answer = signed_in(user).post(f"/channels/shiroi/{verb}", {"reason": reason}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_member_of_the_pr_section_stops_everything_and_every_page_says_so(cast: Cast) -> None:
    post = cast.scheduled()
    code, html = press(cast.takahashi, "halt", REASON)
    assert (code, REASON in html) == (200, True)
    event = Event.objects.latest("seq")
    assert signed(event) == ("halted", "高橋 健一", "主査", "しろいの魅力発信課")
    assert (event.subject_kind, event.subject_code, event.reason) == ("channel", "shiroi", REASON)
    assert due_posts(timezone.now()) == []
    for person in (cast.sato, cast.ito):
        page = look(person, post).html
        assert REASON in page
        assert "高橋 健一" in page


def test_another_colleague_resumes(cast: Cast) -> None:
    post = cast.scheduled()
    press(cast.takahashi, "halt", REASON)
    code, html = press(cast.ito, "resume")
    assert (code, REASON in html) == (200, False)
    assert signed(Event.objects.latest("seq"))[:2] == ("resumed", "伊藤 美咲")
    stop = Halt.objects.get()
    assert stop.lifted_at is not None
    assert stop.lifted_by == cast.ito
    assert due_posts(timezone.now()) == [post.pk]


def test_a_stop_needs_its_reason(cast: Cast) -> None:
    before = Event.objects.filter(act="halted").count()
    code, html = press(cast.takahashi, "halt", "  ")
    assert code == 200
    assert 'data-kind="error"' in html
    assert (Halt.objects.count(), Event.objects.filter(act="halted").count()) == (0, before)


def test_stopping_twice_is_the_same_as_once(cast: Cast) -> None:
    first = actions.halt(cast.channel, actor=cast.takahashi, reason=REASON)
    second = actions.halt(cast.channel, actor=cast.tanaka, reason="もう一度")
    assert (first, Halt.objects.get().reason) == (second, REASON)
    assert Event.objects.filter(act="halted").count() == 1


def test_resuming_what_was_not_stopped_leaves_no_event(cast: Cast) -> None:
    actions.resume(cast.channel, actor=cast.ito)
    assert not Event.objects.filter(act="resumed").exists()


@pytest.mark.parametrize("name", ["sato", "suzuki", "watanabe"])
def test_nobody_else_may_stop_or_resume(cast: Cast, name: str) -> None:
    person: User = getattr(cast, name)
    assert [press(person, verb, REASON)[0] for verb in ("halt", "resume")] == [404, 404]
    with pytest.raises(NotPermitted):
        actions.halt(cast.channel, actor=person, reason=REASON)
    with pytest.raises(NotPermitted):
        actions.resume(cast.channel, actor=person)
    assert not Halt.objects.exists()
    assert not Event.objects.filter(act__in=["halted", "resumed"]).exists()


def test_a_stop_of_one_channel_leaves_the_others_alone(cast: Cast) -> None:
    other = open_channel(
        Channel(code="bosai", name="白井市防災", handle="shiroi_bosai", section=cast.pr),
        actor=SETUP,
    )
    actions.halt(other, actor=cast.ito, reason=REASON)
    post = cast.scheduled()
    assert due_posts(timezone.now()) == [post.pk]
    assert draft(cast.takahashi, cast.pr, other).channel == other
    assert Event.objects.filter(act="halted").get().subject_code == "bosai"


def test_a_stop_of_all_channels_stops_each_of_them(cast: Cast) -> None:
    post = cast.scheduled()
    Halt.objects.create(channel=None, reason=REASON, by_name="運用担当")
    assert (due_posts(timezone.now()), claim(post.pk, now=timezone.now())) == ([], None)
    assert REASON in look(cast.sato, post).html
    assert Event.objects.latest("seq").act == "held"
