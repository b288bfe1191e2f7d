"""How late a post reaches X: from its due time to the moment the local X takes it in.

Everything is real: PostgreSQL, the broker, beat, two workers, and the local X, each a process of
its own. X's own clock is the measure: the time is read from the id that it gives the post.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tests.bench import _x

if TYPE_CHECKING:
    from posts.models import Channel, Post
    from tests.cast import Cast

ROOT = Path(__file__).parents[2]
WORKERS, THREADS = 2, 16
CHANNELS = 50
ALONE = int(os.environ.get("BENCH_ALONE", "100"))
TOGETHER = int(os.environ.get("BENCH_TOGETHER", "500"))
# Not a multiple of the clock's tick, so that every phase of it is met.
SPACING = dt.timedelta(seconds=0.73)
HANGS = 30.0
PATIENCE = 300


def run() -> None:
    """Prints lateness in seconds: alone, all at once, and all at once beside an X that hangs."""
    from tests.servers import ENVIRONMENT, _servers  # noqa: PLC0415 - before Django is set up

    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    with _servers():
        import django  # noqa: PLC0415
        from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

        django.setup()
        before = setup_databases(verbosity=0, interactive=False)
        try:
            _measure()
        finally:
            teardown_databases(before, verbosity=0)


def _measure() -> None:
    from tests.cast import assemble  # noqa: PLC0415

    cast = assemble()
    channels = [_channel(cast, number) for number in range(CHANNELS)]
    with _local_x(-1) as url, _workers(url):
        alone = [(channels[n % CHANNELS], n * SPACING) for n in range(ALONE)]
        posts = _scheduled(cast, alone)
        _tell(f"one post alone, {ALONE} times", _lateness(posts))
        posts = _scheduled(cast, _at_once(channels))
        late = _lateness(posts)
        _tell(f"{TOGETHER} posts of {CHANNELS} channels in the same second", late)
        print(f"  {len(late) / max(late):.0f} posts/s with {WORKERS} workers", flush=True)
        calm = _lateness(_of_others(posts, channels[0]))
    with _local_x(0) as url, _workers(url):
        # These workers are new; those of the other measurement had worked for a while.
        _lateness(_scheduled(cast, [(channel, dt.timedelta()) for channel in channels[1:]] * 2))
        posts = _scheduled(cast, _at_once(channels))
        beside = _lateness(_of_others(posts, channels[0]))
        _tell(f"the same while one channel's X hangs for {HANGS:.0f} s (others)", beside)
        middle = len(calm) // 2
        print(
            f"  the others' p50 is {beside[middle] / calm[middle]:.2f} of what it was", flush=True
        )


def _channel(cast: Cast, number: int) -> Channel:
    from posts.actions import open_channel  # noqa: PLC0415
    from posts.models import Channel  # noqa: PLC0415
    from publishing.actions import set_credential  # noqa: PLC0415
    from publishing.models import Keys  # noqa: PLC0415
    from tests.cast import SETUP  # noqa: PLC0415

    account = _x.account(number)
    channel = Channel(
        code=f"bench{number}", name=f"{number}", handle=account.username, section=cast.pr
    )
    open_channel(channel, actor=SETUP)
    keys = Keys(
        account.consumer_key,
        account.consumer_secret,
        account.access_token,
        account.access_token_secret,
    )
    set_credential(channel, keys, actor=SETUP)
    return channel


def _of_others(posts: Sequence[Post], channel: Channel) -> list[Post]:
    return [post for post in posts if post.channel != channel]


def _at_once(channels: Sequence[Channel]) -> list[tuple[Channel, dt.timedelta]]:
    return [(channels[n % CHANNELS], dt.timedelta()) for n in range(TOGETHER)]


def _scheduled(cast: Cast, wanted: Sequence[tuple[Channel, dt.timedelta]]) -> list[Post]:
    """Approved posts, all for later; they become due together, counted from a common moment."""
    from django.utils import timezone  # noqa: PLC0415

    from approvals.actions import decide  # noqa: PLC0415
    from posts.actions import submit  # noqa: PLC0415
    from posts.models import Post  # noqa: PLC0415
    from tests.cast import draft  # noqa: PLC0415

    tomorrow = timezone.now() + dt.timedelta(days=1)
    posts = []
    for number, (channel, _after) in enumerate(wanted):
        text = f"お知らせ {time.time_ns()} {number}"
        post = draft(cast.takahashi, cast.pr, channel, text, requested_at=tomorrow)
        post = submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
        posts.append(decide(post.pk, actor=cast.ito, seen=post.revision.digest))
    start = timezone.now() + dt.timedelta(seconds=3)
    for post, (_channel, after) in zip(posts, wanted, strict=True):
        post.due_at = start + after
    Post.objects.bulk_update(posts, ["due_at"])
    return posts


def _lateness(posts: Sequence[Post]) -> list[float]:
    """Seconds from the due time to X, once all of them are there."""
    from publishing.models import Attempt, snowflake_time  # noqa: PLC0415

    due = {post.pk: post.due_at for post in posts if post.due_at}
    found = Attempt.objects.posted().filter(post__in=list(due))
    _wait(lambda: found.count() == len(due))
    return sorted(
        (snowflake_time(attempt.x_id) - due[attempt.post_id]).total_seconds() for attempt in found
    )


def _tell(what: str, late: Sequence[float]) -> None:
    def at(share: float) -> float:
        return late[min(len(late) - 1, int(len(late) * share))]

    print(f"  {what}: p50 {at(0.5):.2f} s, p99 {at(0.99):.2f} s, most {late[-1]:.2f} s", flush=True)


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the workers did not finish in time")
        time.sleep(0.2)


@contextmanager
def _local_x(hanging: int) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench._x", str(CHANNELS), str(hanging), str(HANGS)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.communicate("")


@contextmanager
def _workers(x_url: str) -> Iterator[None]:
    """Two workers and a clock on the database of this run."""
    from tests.publishing.workers import _broker, _database  # noqa: PLC0415

    environment = {
        **os.environ,
        "DATABASE_URL": _database(),
        "REDIS_URL": _broker(),
        "X_API_BASE_URL": x_url,
        "X_SANDBOX_URL": x_url,
    }
    celery = [sys.executable, "-m", "celery", "-A", "shirai_sns"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "warning"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        log = stack.enter_context((folder / "log").open("w+"))
        for number in range(WORKERS):
            worker = [*celery, "worker", "-n", f"bench{number}@%h", *quiet]
            worker += ["--pool", "threads", "-c", str(THREADS)]
            stack.enter_context(_running(worker, environment, log))
        beat = [*celery, "beat", "-s", str(folder / "schedule"), "-l", "warning"]
        stack.enter_context(_running(beat, environment, log))
        yield


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: TextIO) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(HANGS + 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
