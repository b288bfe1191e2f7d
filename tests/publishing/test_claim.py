"""The sweep takes up what is due, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions import hold
from audit.models import Event
from posts.models import Channel, Post
from posts.workflow import Status
from publishing import actions
from publishing.claims import LOST_AFTER, claim, due_posts, lost_attempts
from publishing.delivery import DEAD_AFTER, start
from publishing.models import Attempt
from publishing.x import CONNECT_TIMEOUT, READ_TIMEOUT
from tests.cast import SETUP, Cast, lay_down
from tests.publishing.steps import claimed, page
from tests.sight import history, last_event

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def test_a_due_post_is_taken_up_in_the_name_of_those_who_checked_it(cast: Cast) -> None:
    post = cast.scheduled()
    assert due_posts(timezone.now()) == [post.pk]
    attempt = claimed(post)
    post.refresh_from_db()
    assert post.status == Status.PUBLISHING
    assert (attempt.revision, attempt.position, attempt.sent_at) == (post.revision, 0, None)
    event = last_event(post)
    assert (event.act, event.actor_name) == ("claimed", "システム")
    assert event.on_behalf_of == (
        "しろいの魅力発信課 主査 高橋 健一、しろいの魅力発信課 主任主事 田中 陽子"
    )
    assert event.detail["status"] == ["scheduled", "publishing"]
    assert event.digest == post.revision.digest
    assert "高橋 健一、しろいの魅力発信課 主任主事 田中 陽子" in page(cast.sato, post)


def test_a_post_for_later_waits(cast: Cast) -> None:
    wanted = timezone.now() + HOUR
    post = cast.scheduled(requested_at=wanted)
    assert due_posts(wanted - MINUTE) == []
    assert claim(post.pk, now=wanted - MINUTE) is None
    post.refresh_from_db()
    assert post.status == Status.SCHEDULED
    assert due_posts(wanted) == [post.pk]
    assert claim(post.pk, now=wanted) is not None
    assert history(post)[-1] == "claimed"


def test_nothing_goes_out_before_it_is_public(cast: Cast) -> None:
    public = timezone.now() + HOUR
    post = cast.scheduled(public_at=public)
    assert post.due_at == public
    assert claim(post.pk, now=public - MINUTE) is None
    assert history(post)[-1] == "confirmed"
    assert claim(post.pk, now=public) is not None


@pytest.mark.parametrize("status", ["draft", "submitted", "in_review"])
def test_what_is_not_approved_is_not_taken_up(cast: Cast, status: str) -> None:
    post: Post = getattr(cast, status)()
    assert due_posts(timezone.now()) == []
    before = history(post)
    assert claim(post.pk, now=timezone.now()) is None
    assert history(post) == before


def test_a_stopped_channel_keeps_everything_waiting(cast: Cast) -> None:
    post = cast.scheduled()
    actions.halt(cast.channel, actor=cast.takahashi, reason="誤投稿の確認")
    assert due_posts(timezone.now()) == []
    assert claim(post.pk, now=timezone.now()) is None
    actions.resume(cast.channel, actor=cast.takahashi)
    assert due_posts(timezone.now()) == [post.pk]
    claimed(post)
    assert [event.act for event in Event.objects.order_by("-seq")[:3]] == [
        "claimed",
        "resumed",
        "halted",
    ]


def test_a_channel_run_by_hand_is_left_to_people(cast: Cast) -> None:
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    post = cast.scheduled()
    assert due_posts(timezone.now()) == []
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert (post.status, history(post)[-1]) == (Status.SCHEDULED, "confirmed")


def test_a_post_on_hold_is_not_taken_up(cast: Cast) -> None:
    post = cast.scheduled()
    hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason="台風接近のため")
    assert claim(post.pk, now=timezone.now()) is None
    assert history(post)[-1] == "held"


def test_how_late_a_post_may_be_is_the_policys_to_say(cast: Cast) -> None:
    lay_down(posting_window_grace_min=60)
    late = timezone.now() + 45 * MINUTE
    assert claim(cast.scheduled().pk, now=late) is not None


@pytest.mark.parametrize(
    ("late", "taken"), [(dt.timedelta(minutes=29), True), (dt.timedelta(minutes=31), False)]
)
def test_a_post_more_than_half_an_hour_late_asks_a_person_again(
    cast: Cast, late: dt.timedelta, *, taken: bool
) -> None:
    post = cast.scheduled()
    assert (claim(post.pk, now=timezone.now() + late) is not None) is taken
    post.refresh_from_db()
    assert post.status == (Status.PUBLISHING if taken else Status.HELD)
    assert last_event(post).act == ("claimed" if taken else "overdue")
    if not taken:
        assert post.due_at is None
        assert "30" in last_event(post).reason
        assert last_event(post).reason in page(cast.takahashi, post)


def test_a_post_past_its_deadline_asks_a_person_again(cast: Cast) -> None:
    deadline = timezone.now() + 10 * MINUTE
    post = cast.scheduled(not_after=deadline)
    assert claim(post.pk, now=deadline + MINUTE) is None
    post.refresh_from_db()
    assert post.status == Status.HELD
    assert last_event(post).act == "overdue"
    assert "30" not in last_event(post).reason
    assert not Attempt.objects.exists()


def test_what_was_approved_as_a_drill_never_goes_live(cast: Cast) -> None:
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    post = cast.scheduled()
    actions.set_mode(cast.channel, Channel.Mode.LIVE, actor=SETUP)
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert post.status == Status.RETURNED
    assert last_event(post).act == "consent_lapsed"
    assert last_event(post).reason in page(cast.sato, post)
    assert not Attempt.objects.exists()


def test_a_post_is_taken_up_once(cast: Cast) -> None:
    post = cast.scheduled()
    claimed(post)
    assert due_posts(timezone.now()) == []
    assert claim(post.pk, now=timezone.now()) is None
    assert Attempt.objects.count() == 1
    assert history(post).count("claimed") == 1


def test_an_attempt_whose_task_was_lost_is_found_again(cast: Cast) -> None:
    attempt = claimed(cast.scheduled())
    assert lost_attempts(attempt.claimed_at + LOST_AFTER) == []
    assert lost_attempts(attempt.claimed_at + 2 * LOST_AFTER) == [attempt.pk]
    start(attempt.pk, now=timezone.now())
    assert lost_attempts(attempt.claimed_at + 2 * LOST_AFTER) == []


def test_the_oldest_due_post_comes_first(cast: Cast) -> None:
    soon = timezone.now() + HOUR
    second = cast.scheduled("あと", requested_at=soon + MINUTE)
    first = cast.scheduled("さき", requested_at=soon)
    assert due_posts(soon + HOUR) == [first.pk, second.pk]


def test_a_worker_counts_as_dead_only_after_every_time_out_has_passed() -> None:
    calls = 4 * 2 + 1
    assert dt.timedelta(seconds=calls * (CONNECT_TIMEOUT + READ_TIMEOUT)) < DEAD_AFTER
