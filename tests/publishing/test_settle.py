"""What came of a call is written down once: posted, refused, or unknown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions import hold, release
from audit.models import Event
from posts.workflow import Status
from publishing.actions import halt, order_removal, resolve_absent, resolve_posted
from publishing.claims import claim, due_posts
from publishing.delivery import start
from publishing.gateway import (
    CHUNK,
    CONNECT_TIMEOUT,
    LONGEST_PROCESSING,
    MOST_ASKED,
    READ_TIMEOUT,
    Message,
    Outcome,
    Picture,
    Posted,
    Refused,
    Unknown,
    longest,
)
from publishing.models import Attempt, Finding, Halt
from publishing.outcomes import FIRST_LOOK, give_up_dead, settle
from publishing.removal import remove
from publishing.x import x_for
from tests.cast import TEXT, Cast
from tests.local_x import LocalX, answering, dropped_after_the_commit
from tests.publishing.steps import DEAD_AFTER, TOO_LONG, WORDS, claimed, page, sent
from tests.sight import history, last_event

X_ID = "1998765432109876543"


def in_flight(cast: Cast, text: str = TEXT) -> Attempt:
    """A worker has begun to call X."""
    attempt = claimed(cast.scheduled(text))
    assert start(attempt.pk, now=timezone.now()) is not None
    return attempt


def settled(attempt: Attempt) -> Attempt:
    attempt = Attempt.objects.select_related("post").get(pk=attempt.pk)
    assert attempt.settled_at is not None
    return attempt


def test_posted_ends_the_way_with_the_id(cast: Cast) -> None:
    attempt = in_flight(cast)
    settle(attempt.pk, Posted(X_ID))
    attempt = settled(attempt)
    assert (attempt.outcome, attempt.x_id) == ("posted", X_ID)
    assert attempt.post.status == Status.PUBLISHED
    assert last_event(attempt.post).act == "published"
    assert last_event(attempt.post).detail["x_id"] == X_ID
    assert X_ID in page(cast.sato, attempt.post)


@pytest.mark.parametrize(
    ("outcome", "act"),
    [
        (Posted(X_ID), "published"),
        (Refused("HTTP 403: no"), "send_refused"),
        (Refused("HTTP 429: later", retry_at=timezone.now()), "send_postponed"),
        (Unknown("HTTP 503: ?"), "send_unknown"),
    ],
)
def test_the_trail_tells_what_exactly_was_sent_and_what_x_said(
    cast: Cast, outcome: Outcome, act: str
) -> None:
    attempt = in_flight(cast)
    settle(attempt.pk, outcome)
    event = last_event(attempt.post)
    assert event.act == act
    assert event.detail["payload"] == attempt.payload_digest
    assert event.detail["segment"] == 0
    if isinstance(outcome, Posted):
        assert event.detail["x_id"] == X_ID
    else:
        assert event.reason.startswith("HTTP")


def test_a_refusal_waits_for_a_person_with_the_words_of_x(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = answering(403, TOO_LONG)
    attempt = sent(post)
    assert (post.status, attempt.outcome) == (Status.FAILED, "refused")
    assert WORDS in attempt.evidence
    assert last_event(post).act == "send_refused"
    assert WORDS in last_event(post).reason
    assert WORDS in page(cast.takahashi, post)
    assert due_posts(timezone.now()) == []


def test_a_full_window_postpones_the_post_to_its_end(cast: Cast) -> None:
    attempt = in_flight(cast)
    opens = timezone.now() + dt.timedelta(minutes=10)
    settle(attempt.pk, Refused("Too Many Requests", retry_at=opens))
    attempt = settled(attempt)
    assert attempt.post.status == Status.SCHEDULED
    assert last_event(attempt.post).act == "send_postponed"
    before = opens - dt.timedelta(seconds=1)
    assert due_posts(before) == []
    assert claim(attempt.post.pk, now=before) is None
    assert due_posts(opens) == [attempt.post.pk]
    assert claim(attempt.post.pk, now=opens) is not None


def test_lost_credits_stop_the_channel_once_for_all_its_posts(cast: Cast) -> None:
    first, second = in_flight(cast, "一件目"), in_flight(cast, "二件目")
    for attempt in (first, second):
        settle(attempt.pk, Refused("CreditsDepleted", halt=True))
        assert settled(attempt).post.status == Status.SCHEDULED
        assert last_event(attempt.post).act == "send_postponed"
    stop = Halt.objects.get()
    assert (stop.channel, stop.reason, stop.by_name) == (
        cast.channel,
        "CreditsDepleted",
        "システム",
    )
    alert = Event.objects.get(act="halted")
    assert (alert.actor_name, alert.reason) == ("システム", "CreditsDepleted")
    assert due_posts(timezone.now()) == []
    assert "CreditsDepleted" in page(cast.takahashi, first.post)


def test_an_unknown_outcome_is_looked_into_and_never_sent_again(cast: Cast) -> None:
    attempt = in_flight(cast)
    settle(attempt.pk, Unknown("ReadTimeout"))
    attempt = settled(attempt)
    assert attempt.settled_at is not None
    assert attempt.post.status == Status.UNCERTAIN
    assert attempt.next_look_at == attempt.settled_at + FIRST_LOOK
    event = last_event(attempt.post)
    assert (event.act, event.reason) == ("send_unknown", "ReadTimeout")
    assert event.detail["status"] == ["publishing", "uncertain"]
    assert due_posts(timezone.now() + dt.timedelta(minutes=20)) == []
    assert claim(attempt.post.pk, now=timezone.now() + dt.timedelta(minutes=20)) is None


def test_where_reading_is_off_an_unknown_outcome_goes_straight_to_a_person(cast: Cast) -> None:
    cast.channel.may_read = False
    cast.channel.save()
    attempt = in_flight(cast)
    settle(attempt.pk, Unknown("ReadTimeout"))
    assert settled(attempt).next_look_at is None
    assert last_event(attempt.post).act == "send_unknown"
    assert f"/posts/{attempt.post.code}/resolve" in page(cast.takahashi, attempt.post)


def test_only_the_first_outcome_counts(cast: Cast) -> None:
    attempt = in_flight(cast)
    settle(attempt.pk, Posted(X_ID))
    before = history(attempt.post)
    settle(attempt.pk, Unknown("late"))
    settle(attempt.pk, Refused("late"))
    settle(attempt.pk, Posted(X_ID))
    assert settled(attempt).x_id == X_ID
    assert history(attempt.post) == before


def test_a_dead_worker_leaves_an_unknown_outcome(cast: Cast, x: LocalX) -> None:
    attempt = in_flight(cast)
    give_up_dead(now=timezone.now() + DEAD_AFTER / 2)
    attempt.refresh_from_db()
    assert attempt.settled_at is None
    give_up_dead(now=timezone.now() + 2 * DEAD_AFTER)
    assert settled(attempt).post.status == Status.UNCERTAIN
    assert last_event(attempt.post).act == "send_unknown"
    assert x.requests == []


def test_a_worker_that_was_given_up_comes_back_with_the_id(cast: Cast) -> None:
    attempt = in_flight(cast)
    give_up_dead(now=timezone.now() + 2 * DEAD_AFTER)
    settle(attempt.pk, Posted(X_ID))
    attempt = settled(attempt)
    assert (attempt.outcome, attempt.x_id, attempt.next_look_at) == ("posted", X_ID, None)
    assert attempt.post.status == Status.PUBLISHED
    assert history(attempt.post)[-2:] == ["send_unknown", "reconciled"]


def test_a_worker_that_comes_back_too_late_changes_nothing(cast: Cast) -> None:
    attempt = in_flight(cast)
    give_up_dead(now=timezone.now() + 2 * DEAD_AFTER)
    seen = attempt.revision.digest
    resolve_absent(attempt.post.pk, actor=cast.ito, seen=seen, reason="Xで見当たらない")
    settle(attempt.pk, Unknown("late"))
    assert settled(attempt).post.status == Status.SCHEDULED
    assert history(attempt.post)[-1] == "resolved"


def absent(cast: Cast, attempt: Attempt) -> None:
    """A person has looked at X and not seen the post."""
    give_up_dead(now=timezone.now() + 2 * DEAD_AFTER)
    seen = attempt.revision.digest
    resolve_absent(attempt.post.pk, actor=cast.ito, seen=seen, reason="Xで見当たらない")


def test_an_id_that_comes_after_a_person_said_no_is_raised_and_nothing_goes_out_again(
    cast: Cast,
) -> None:
    attempt = in_flight(cast)
    absent(cast, attempt)
    settle(attempt.pk, Posted(X_ID))
    attempt = settled(attempt)
    assert (attempt.outcome, attempt.x_id) == ("posted", X_ID)
    event = last_event(attempt.post)
    assert (event.act, event.detail["x_id"]) == ("surfaced", X_ID)
    assert Finding.objects.open().get().post == attempt.post
    assert claim(attempt.post.pk, now=timezone.now()) is None
    attempt.post.refresh_from_db()
    assert (attempt.post.status, Attempt.objects.count()) == (Status.PUBLISHED, 1)
    assert history(attempt.post)[-3:] == ["surfaced", "claimed", "published"]


def test_an_id_that_comes_while_the_next_try_waits_for_its_worker_stops_that_try(
    cast: Cast,
) -> None:
    attempt = in_flight(cast)
    absent(cast, attempt)
    second = claimed(attempt.post)
    settle(attempt.pk, Posted(X_ID))
    assert start(second.pk, now=timezone.now()) is None
    assert settled(second).outcome == "refused"
    assert claim(attempt.post.pk, now=timezone.now()) is None
    assert history(attempt.post)[-1] == "published"


def test_an_id_that_comes_after_the_second_try_is_a_surplus_post_that_is_removed_too(
    cast: Cast, x: LocalX
) -> None:
    attempt = in_flight(cast)
    absent(cast, attempt)
    second = sent(attempt.post)
    settle(attempt.pk, Posted(X_ID))
    attempt = settled(attempt)
    assert (attempt.outcome, attempt.x_id, second.outcome) == ("surplus", X_ID, "posted")
    assert Finding.objects.open().get().x_id == X_ID
    assert history(attempt.post)[-1] == "surfaced"
    assert X_ID in page(cast.takahashi, attempt.post)
    settle(attempt.pk, Posted(X_ID))
    assert history(attempt.post).count("surfaced") == 1
    order_removal(attempt.post.pk, actor=cast.ito, seen=attempt.revision.digest, reason="二重")
    remove(attempt.post.pk, now=timezone.now(), connect=x_for)
    asked = [line for line in x.requests if line.startswith("DELETE")]
    assert sorted(asked) == sorted(f"DELETE /2/tweets/{i}" for i in (X_ID, second.x_id))


def test_an_id_other_than_the_one_a_person_named_is_raised(cast: Cast) -> None:
    attempt = in_flight(cast)
    give_up_dead(now=timezone.now() + 2 * DEAD_AFTER)
    named = "1998765432109876599"
    seen = attempt.revision.digest
    resolve_posted(attempt.post.pk, actor=cast.ito, seen=seen, x_id=named, reason="見た")
    settle(attempt.pk, Posted(X_ID))
    assert settled(attempt).x_id == named
    assert Finding.objects.open().get().x_id == X_ID
    assert last_event(attempt.post).act == "surfaced"


def test_a_stop_just_before_the_call_puts_the_post_on_hold(cast: Cast) -> None:
    attempt = claimed(cast.scheduled())
    halt(cast.channel, actor=cast.ito, reason="炎上")
    assert start(attempt.pk, now=timezone.now()) is None
    attempt = settled(attempt)
    assert (attempt.outcome, attempt.post.status) == ("refused", Status.HELD)
    assert "炎上" in last_event(attempt.post).reason


def test_a_task_that_comes_hours_late_does_not_post_stale_news(cast: Cast) -> None:
    attempt = claimed(cast.scheduled())
    assert start(attempt.pk, now=timezone.now() + dt.timedelta(hours=2)) is None
    assert settled(attempt).post.status == Status.HELD
    assert last_event(attempt.post).act == "overdue"


def test_a_worker_counts_as_dead_only_after_every_time_out_of_its_payload_has_passed() -> None:
    call = dt.timedelta(seconds=CONNECT_TIMEOUT + READ_TIMEOUT)
    still = Picture(b"-", "image/png", "点")
    assert 1 * call < longest(Message(TEXT)) < 2 * call
    assert 9 * call < longest(Message(TEXT, (still,) * 4)) < 10 * call
    moving = Picture(b"-" * (14 * CHUNK + 1), "image/gif", "動く点")
    calls = 15 + MOST_ASKED + 3 + 1
    assert longest(Message(TEXT, (moving,))) > calls * call + LONGEST_PROCESSING


def test_the_time_to_live_is_written_when_the_call_begins(cast: Cast) -> None:
    attempt = in_flight(cast)
    attempt.refresh_from_db()
    assert attempt.sent_at is not None
    assert attempt.dead_at == attempt.sent_at + longest(Message(TEXT))


def test_a_dropped_answer_is_no_refusal(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    attempt = sent(post)
    assert (x.texts(), x.tries) == ([TEXT], 1)
    assert (post.status, attempt.outcome) == (Status.UNCERTAIN, "unknown")
    assert "RemoteDisconnected" in last_event(post).reason


def test_an_x_that_cannot_be_reached_is_tried_again_soon(cast: Cast) -> None:
    post = cast.scheduled()
    attempt = sent(post)
    assert (post.status, attempt.outcome) == (Status.SCHEDULED, "refused")
    assert attempt.retry_at is not None
    assert due_posts(attempt.retry_at) == [post.pk]
    assert last_event(post).act == "send_postponed"


def test_an_x_that_cannot_be_reached_is_tried_after_ever_longer_times(cast: Cast) -> None:
    post = cast.scheduled()
    pauses: list[dt.timedelta] = []
    for _try in range(8):
        attempt = sent(post, later=sum(pauses, dt.timedelta()))
        assert attempt.retry_at is not None
        assert attempt.settled_at is not None
        pauses.append(round_seconds(attempt.retry_at - attempt.settled_at))
    assert [pause.total_seconds() for pause in pauses] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert history(post).count("send_postponed") == 8


def round_seconds(pause: dt.timedelta) -> dt.timedelta:
    return dt.timedelta(seconds=round(pause.total_seconds()))


def test_what_x_takes_only_when_it_is_too_late_is_put_before_a_person_at_once(cast: Cast) -> None:
    attempt = in_flight(cast)
    opens = timezone.now() + dt.timedelta(hours=20)
    settle(attempt.pk, Refused("HTTP 429: daily limit", retry_at=opens))
    attempt = settled(attempt)
    assert (attempt.post.status, attempt.post.due_at) == (Status.HELD, None)
    assert last_event(attempt.post).act == "overdue"
    assert "daily limit" in last_event(attempt.post).reason


def test_a_person_who_lets_it_go_on_lets_the_pauses_begin_anew(cast: Cast) -> None:
    post = cast.scheduled()
    for number in range(3):
        sent(post, later=dt.timedelta(minutes=number))
    hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason="確認中")
    release(post.pk, actor=cast.ito, seen=post.revision.digest)
    Attempt.objects.update(retry_at=None)
    attempt = sent(post)
    assert attempt.retry_at is not None
    assert attempt.settled_at is not None
    assert round_seconds(attempt.retry_at - attempt.settled_at).total_seconds() == 5
    assert history(post)[-1] == "send_postponed"


def test_an_id_that_stands_for_another_post_is_not_believed(cast: Cast) -> None:
    settle(in_flight(cast).pk, Posted(X_ID))
    attempt = claimed(cast.scheduled("ほか"))
    start(attempt.pk, now=timezone.now())
    settle(attempt.pk, Posted(X_ID))
    assert settled(attempt).post.status == Status.UNCERTAIN
    assert X_ID in last_event(attempt.post).reason
