"""The sweep takes up what is due, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.actions import hold, release
from posts.actions import open_channel
from posts.models import Channel, Post
from posts.workflow import Status
from publishing import actions
from publishing.claims import (
    IN_FLIGHT,
    claim,
    claim_batch,
    due_but_stopped,
    due_posts,
    lost_attempts,
)
from publishing.delivery import start
from publishing.gateway import Posted
from publishing.models import LOST_AFTER, Attempt
from publishing.outcomes import settle
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


def test_what_becomes_due_during_a_stop_waits_for_a_person_even_after_it(cast: Cast) -> None:
    post = cast.scheduled()
    later = cast.scheduled("あした", requested_at=timezone.now() + 24 * HOUR)
    actions.halt(cast.channel, actor=cast.takahashi, reason="誤投稿の確認")
    assert due_posts(timezone.now()) == []
    assert due_but_stopped(timezone.now()) == [post.pk]
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert (post.status, post.due_at) == (Status.HELD, None)
    assert (last_event(post).act, last_event(post).actor_name) == ("held", "システム")
    assert "誤投稿の確認" in last_event(post).reason
    actions.resume(cast.channel, actor=cast.takahashi)
    assert (due_posts(timezone.now()), due_but_stopped(timezone.now())) == ([], [])
    release(post.pk, actor=cast.tanaka, seen=post.revision.digest)
    assert due_posts(timezone.now()) == [post.pk]
    claimed(post)
    assert history(post)[-3:] == ["held", "released", "claimed"]
    assert (history(later)[-1], due_posts(timezone.now() + 25 * HOUR)[-1]) == (
        "confirmed",
        later.pk,
    )


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


def test_an_attempt_whose_task_was_lost_is_found_again_after_ever_longer_times(
    cast: Cast,
) -> None:
    attempt = claimed(cast.scheduled())
    now = attempt.requeue_at
    assert now - attempt.claimed_at < LOST_AFTER + dt.timedelta(seconds=1)
    assert lost_attempts(now - dt.timedelta(seconds=1)) == []
    waits = []
    for _time in range(8):
        now = attempt.requeue_at + dt.timedelta(seconds=1)
        assert lost_attempts(now) == [attempt.pk]
        # A second clock at the same moment gives it out no more.
        assert lost_attempts(now) == []
        attempt.refresh_from_db()
        waits.append((attempt.requeue_at - now) // LOST_AFTER)
    assert waits == [2, 4, 8, 16, 32, 32, 32, 32]
    start(attempt.pk, now=attempt.claimed_at)
    assert lost_attempts(now + 24 * HOUR) == []


def test_a_channel_has_no_more_calls_under_way_than_it_may(cast: Cast) -> None:
    posts = [cast.scheduled(f"お知らせ{number}") for number in range(IN_FLIGHT + 2)]
    now = timezone.now()
    assert due_posts(now) == [post.pk for post in posts[:IN_FLIGHT]]
    for post in posts[:IN_FLIGHT]:
        claimed(post)
    assert due_posts(now) == []
    assert claim(posts[-1].pk, now=now) is None
    settle(Attempt.objects.open()[0].pk, Posted("1998765432109876543"))
    assert due_posts(now) == [posts[IN_FLIGHT].pk]
    claimed(posts[IN_FLIGHT])
    assert history(posts[-1])[-1] == "confirmed"


def test_the_oldest_due_post_comes_first(cast: Cast) -> None:
    soon = timezone.now() + HOUR
    second = cast.scheduled("あと", requested_at=soon + MINUTE)
    first = cast.scheduled("さき", requested_at=soon)
    assert due_posts(soon + HOUR) == [first.pk, second.pk]


def test_of_many_posts_each_meets_its_own_fate(cast: Cast) -> None:
    other = open_channel(
        Channel(code="event", name="行事", handle="shiroi_event", section=cast.pr), actor=SETUP
    )
    stopped = replace(cast, channel=other).scheduled("止めた")
    first, second, third = (cast.scheduled(f"お知らせ{n}") for n in range(3))
    late = cast.scheduled("おそい", not_after=timezone.now() + MINUTE)
    later = cast.scheduled("あした", requested_at=timezone.now() + 24 * HOUR)
    actions.halt(other, actor=cast.takahashi, reason="炎上")
    now = timezone.now() + 2 * MINUTE
    given = [late.pk, first.pk, stopped.pk, second.pk, later.pk, third.pk]
    attempts = claim_batch(given, now=now)
    assert [attempt.post_id for attempt in attempts] == [first.pk]
    assert claim_batch([late.pk], now=now) == []
    fates = {post: history(post)[-1] for post in (stopped, late, first, later)}
    assert list(fates.values()) == ["held", "overdue", "claimed", "confirmed"]
    settle(attempts[0].pk, Posted("1998765432109876543"))
    attempts = claim_batch(given, now=now)
    assert [attempt.post_id for attempt in attempts] == [second.pk, third.pk]
    assert history(third)[-1] == "claimed"


def test_more_posts_take_hardly_more_reading(cast: Cast) -> None:
    """Each costs its own move, its own event; what is read for one is read for all."""
    channels = [
        open_channel(Channel(code=f"c{n}", name=f"{n}", handle="s", section=cast.pr), actor=SETUP)
        for n in range(6)
    ]
    posts = [replace(cast, channel=channel).scheduled(f"{channel}") for channel in channels]
    one, *others = [post.pk for post in posts]

    def queries(pks: list[int]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(claim_batch(pks, now=timezone.now())) == len(pks)
        return len(captured)

    alone = queries([one])
    assert queries(others) == alone + 2 * (len(others) - 1)
    assert [history(post)[-1] for post in posts] == ["claimed"] * 6
