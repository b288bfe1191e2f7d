"""Two sweeps, two workers, two people at the way out at the same instant: never twice."""

from __future__ import annotations

from functools import partial

import psycopg2
import pytest
from django.db import connections
from django.utils import timezone

from audit.models import Event
from posts.models import Post
from posts.workflow import IllegalTransition, Status
from publishing import actions, claims, tasks
from publishing.claims import IN_FLIGHT, claim, due_posts
from publishing.delivery import deliver, start
from publishing.gateway import Posted, Refused, Unknown
from publishing.models import Attempt, Halt
from publishing.outcomes import settle
from publishing.x import x_for
from tests.cast import TEXT, Cast
from tests.concurrency.threads import at_once, failures
from tests.local_x import LocalX
from tests.publishing.pictures import attachment
from tests.publishing.workers import _database
from tests.sight import history
from x_sandbox.calls import Call, Change, Reply

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10


def test_two_sweeps_that_claim_the_same_post_open_one_attempt(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.scheduled()
        now = timezone.now()
        results = at_once([partial(claim, post.pk, now=now)] * 4)
        assert failures(results) == []
        attempt = Attempt.objects.get(post=post)
        assert [result for result in results if result is not None] == [attempt]
        assert history(post).count("claimed") == 1
        settle(attempt.pk, Refused("no"))


def test_two_sweeps_share_the_work_and_lose_nothing(cast: Cast) -> None:
    posts = [cast.scheduled(f"お知らせ{number}") for number in range(8)]
    now = timezone.now()

    def sweep() -> None:
        for pk in [post.pk for post in posts]:
            claim(pk, now=now)

    while due_posts(now):
        assert failures(at_once([sweep] * 3)) == []
        # However many clocks there are, the channel is never asked for more than it bears.
        assert Attempt.objects.open().count() == IN_FLIGHT
        for attempt in Attempt.objects.open():
            settle(attempt.pk, Refused("no"))
    assert Attempt.objects.count() == len(posts)
    assert all(history(post).count("claimed") == 1 for post in posts)


def test_two_clocks_sweep_one_at_a_time(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    with claims.sweeping() as first:
        assert first
        # Another connection, another beat: it leaves the work to the one that is at it.
        assert failures(at_once([tasks.sweep])) == []
        assert history(post)[-1] == "confirmed"
    assert failures(at_once([_sweep_and_deliver] * 2)) == []
    assert x.tries <= 1
    assert Attempt.objects.filter(post=post).count() == 1
    assert history(post).count("claimed") == 1


def _sweep_and_deliver() -> None:
    with claims.sweeping() as first:
        if first:
            for pk in due_posts(timezone.now()):
                if attempt := claim(pk, now=timezone.now()):
                    deliver(attempt.pk, connect=x_for)


def test_two_workers_with_the_same_attempt_make_one_call(cast: Cast, x: LocalX) -> None:
    for number in range(ROUNDS):
        post = cast.scheduled(f"{TEXT}{number}")
        attempt = claim(post.pk, now=timezone.now())
        assert attempt is not None
        pk = attempt.pk
        results = at_once([partial(deliver, pk, connect=x_for)] * 3)
        assert failures(results) == []
        assert x.tries == number + 1
        post.refresh_from_db()
        assert post.status == Status.PUBLISHED
        assert history(post).count("published") == 1
    assert len(x.texts()) == ROUNDS


def test_whole_workers_side_by_side_publish_every_post_once(cast: Cast, x: LocalX) -> None:
    posts = [cast.scheduled(f"お知らせ{number}") for number in range(8)]

    def work() -> None:
        while Post.objects.filter(status__in=[Status.SCHEDULED, Status.PUBLISHING]).exists():
            now = timezone.now()
            for pk in due_posts(now):
                if attempt := claim(pk, now=now):
                    deliver(attempt.pk, connect=x_for)

    assert failures(at_once([work] * 4)) == []
    assert sorted(x.texts()) == [f"お知らせ{number}" for number in range(8)]
    assert x.tries == len(posts)
    assert all(history(post)[-2:] == ["claimed", "published"] for post in posts)


def test_two_outcomes_of_the_same_call_leave_one(cast: Cast) -> None:
    for number in range(ROUNDS):
        post = cast.scheduled()
        attempt = claim(post.pk, now=timezone.now())
        assert attempt is not None
        pk, x_id = attempt.pk, f"19987654321098765{number:02}"
        start(pk, now=timezone.now())
        results = at_once(
            [
                partial(settle, pk, Posted(x_id)),
                partial(settle, pk, Unknown("given up")),
            ]
        )
        assert failures(results) == []
        attempt.refresh_from_db()
        assert (attempt.outcome, attempt.x_id) == ("posted", x_id)
        # Given up first and found after all, or posted and nothing to give up.
        assert history(post)[-1] in {"published", "reconciled"}
        assert history(post).count("published") + history(post).count("reconciled") == 1


def test_of_two_people_who_settle_an_outcome_one_wins(cast: Cast) -> None:
    for number in range(ROUNDS):
        post = cast.scheduled()
        attempt = claim(post.pk, now=timezone.now())
        assert attempt is not None
        start(attempt.pk, now=timezone.now())
        settle(attempt.pk, Unknown("ReadTimeout"))
        common = {"seen": post.revision.digest, "reason": "Xで確認した"}
        x_id = f"29987654321098765{number:02}"
        results = at_once(
            [
                partial(actions.resolve_posted, post.pk, actor=cast.ito, x_id=x_id, **common),
                partial(actions.resolve_absent, post.pk, actor=cast.tanaka, **common),
            ]
        )
        assert [type(error) for error in failures(results)] == [IllegalTransition]
        assert history(post).count("resolved") == 1


def test_a_stop_by_several_people_at_once_is_one_stop(cast: Cast) -> None:
    people = [cast.takahashi, cast.tanaka, cast.nakamura, cast.ito]
    results = at_once(
        [partial(actions.halt, cast.channel, actor=person, reason="炎上") for person in people]
    )
    assert failures(results) == []
    assert Halt.objects.count() == 1
    assert Event.objects.filter(act="halted").count() == 1


def test_a_database_that_restarts_during_the_call_costs_no_id(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = claim(post.pk, now=timezone.now())
    assert attempt is not None

    def restarted(call: Call, change: Change) -> Reply:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        with psycopg2.connect(_database()) as own, own.cursor() as cursor:
            cursor.execute(
                f"{others} WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
        own.close()
        return change()

    x.fault = restarted
    deliver(attempt.pk, connect=x_for)
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.x_id) == ("posted", str(x.timeline()[0].id))
    assert history(post)[-1] == "published"


def test_a_stop_during_the_uploads_comes_before_the_post(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(attachments=(attachment("red", "赤い梨"),))

    def stopped_meanwhile(call: Call, change: Change) -> Reply:
        if call.request.path == "/2/media/metadata":
            actions.halt(cast.channel, actor=cast.ito, reason="炎上")
            connections.close_all()
        return change()

    x.fault = stopped_meanwhile
    attempt = claim(post.pk, now=timezone.now())
    assert attempt is not None
    deliver(attempt.pk, connect=x_for)
    assert (x.tries, x.texts()) == (0, [])
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert (post.status, history(post)[-1]) == (Status.HELD, "held")
