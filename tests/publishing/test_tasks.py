"""The alarm clock's hands: what is due is done, whoever rings and however often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from audit.models import Event
from audit.verify import verify
from posts.workflow import Status
from publishing import actions, tasks
from publishing.delivery import start
from publishing.models import Attempt
from shirai_sns.celery import app
from tests.cast import KEYS, TEXT, Cast
from tests.local_x import LocalX, dropped_after_the_commit
from tests.publishing.steps import DEAD_AFTER, SOON, claimed, page, sent
from tests.publishing.workers import real_worker
from tests.sight import history, last_event
from x_sandbox.calls import straight_through

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def inline() -> Iterator[None]:
    """Celery's own way of running a task where it is queued."""
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager, app.conf.task_eager_propagates = before


@pytest.mark.usefixtures("inline")
def test_a_sweep_publishes_what_is_due_and_leaves_the_rest(cast: Cast, x: LocalX) -> None:
    due = cast.scheduled()
    later = cast.scheduled("あした", requested_at=timezone.now() + DAY)
    tasks.sweep()
    tasks.sweep()
    due.refresh_from_db()
    later.refresh_from_db()
    assert x.texts() == [TEXT]
    assert (due.status, later.status) == (Status.PUBLISHED, Status.SCHEDULED)
    assert history(due).count("published") == 1


@pytest.mark.usefixtures("inline")
def test_a_post_whose_rows_are_broken_keeps_no_other_waiting(
    cast: Cast, x: LocalX, caplog: pytest.LogCaptureFixture
) -> None:
    broken, due = cast.scheduled("壊れた"), cast.scheduled("無事な")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_post SET current_id = NULL WHERE id = %s", [broken.pk])
    tasks.sweep()
    assert x.texts() == ["無事な"]
    assert f"post {broken.pk} could not be claimed" in caplog.text
    assert history(due)[-1] == "published"
    broken.refresh_from_db()
    assert (broken.status, last_event(broken).act) == (Status.HELD, "held")
    assert last_event(broken).reason


@pytest.mark.usefixtures("inline")
def test_sweeps_carry_a_thread_to_its_end(cast: Cast, x: LocalX) -> None:
    texts = ("その1", "その2", "その3")
    post = cast.scheduled(texts=texts)
    for number in range(len(texts)):
        with time_machine.travel(timezone.now() + number * SOON):
            tasks.sweep()
    post.refresh_from_db()
    assert tuple(x.texts()) == texts
    assert (post.status, history(post)[-1]) == (Status.PUBLISHED, "published")


@pytest.mark.usefixtures("inline")
def test_a_sweep_takes_up_what_was_lost_on_the_way(cast: Cast, x: LocalX) -> None:
    attempt = claimed(cast.scheduled())
    tasks.sweep()
    assert x.requests == []
    with time_machine.travel(timezone.now() + MINUTE):
        tasks.sweep()
    assert x.texts() == [TEXT]
    assert Attempt.objects.get() == attempt
    assert history(attempt.post)[-2:] == ["claimed", "published"]


@pytest.mark.usefixtures("inline")
def test_a_sweep_gives_up_a_dead_worker_and_sends_nothing_again(cast: Cast, x: LocalX) -> None:
    attempt = claimed(cast.scheduled())
    start(attempt.pk, now=timezone.now())
    with time_machine.travel(timezone.now() + 2 * DEAD_AFTER):
        tasks.sweep()
    attempt.post.refresh_from_db()
    assert (x.requests, attempt.post.status) == ([], Status.UNCERTAIN)
    assert history(attempt.post)[-1] == "send_unknown"


@pytest.mark.usefixtures("inline")
def test_a_sweep_removes_what_was_ordered(cast: Cast, x: LocalX) -> None:
    post = sent(cast.scheduled()).post
    seen = post.revision.digest
    actions.order_removal(post.pk, actor=cast.ito, seen=seen, reason="誤り")
    tasks.sweep()
    assert (x.texts(), history(post)[-1]) == ([], "removed")


@pytest.mark.usefixtures("inline")
def test_the_clock_looks_when_a_look_is_due(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    post = sent(cast.scheduled()).post
    tasks.reconcile()
    assert history(post)[-1] == "send_unknown"
    with time_machine.travel(timezone.now() + MINUTE):
        tasks.reconcile()
    assert history(post)[-1] == "reconciled"


def test_the_database_and_not_the_broker_decides_what_happens_next() -> None:
    for task in (tasks.deliver, tasks.remove):
        assert (task.acks_late, task.max_retries) == (False, 0)


def test_the_clock_rings_only_for_tasks_that_exist() -> None:
    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    app.loader.import_default_modules()
    assert {"publishing.tasks.sweep", "publishing.tasks.reconcile"} <= rung <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_does_all_of_it(cast: Cast, x: LocalX, tmp_path: Path) -> None:
    due = cast.scheduled("いま")
    later = cast.scheduled("あした", requested_at=timezone.now() + DAY)
    lost = claimed(cast.scheduled("途中で失われた"))
    Attempt.objects.filter(pk=lost.pk).update(requeue_at=timezone.now())
    gone = sent(cast.scheduled("まちがい")).post
    actions.order_removal(gone.pk, actor=cast.ito, seen=gone.revision.digest, reason="誤り")
    x.fault = dropped_after_the_commit
    unclear = sent(cast.scheduled("返事がない"))
    x.fault = straight_through
    Attempt.objects.filter(pk=unclear.pk).update(next_look_at=timezone.now())
    ends = {due: "published", lost.post: "published", gone: "removed", unclear.post: "reconciled"}

    with real_worker(tmp_path) as worker:
        worker.wait_until(lambda: all(history(post)[-1] == end for post, end in ends.items()))

    assert sorted(x.texts()) == sorted(["いま", "途中で失われた", "返事がない"])
    assert history(later)[-1] == "confirmed"
    assert x.requests.count("POST /2/tweets") == 4
    assert verify().intact == Event.objects.count()
    assert str(Attempt.objects.get(post=due).x_id) in page(cast.sato, due)
    said = worker.said()
    assert "Traceback" not in said
    assert not any(secret in said for secret in astuple(KEYS))
    assert "OAuth " not in said
