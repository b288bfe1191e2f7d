"""The trail under load: eight people writing at once, and a million events to verify."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from tests.bench._durable import durable_database

WRITERS, ROUNDS, ROWS = 8, 9, 150
EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
LOOKS = 3


def run() -> None:
    with durable_database():
        appending()
        verifying()


def appending() -> None:
    """Both kinds in turn, so that a busy minute of the machine hits both."""
    from django.db import connection  # noqa: PLC0415 - there are no settings before

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (LIKE audit_event INCLUDING INDEXES)")
        cursor.execute("CREATE SEQUENCE bench_bare_seq")
    teams = {kind: [_writer(kind) for _one in range(WRITERS)] for kind in ("bare", "sealed")}
    seconds: dict[str, list[float]] = {kind: [] for kind in teams}
    for _round in range(ROUNDS):
        for kind, team in teams.items():
            seconds[kind].append(_write(team))
    for team in teams.values():
        for writer in team:
            writer.communicate()
    bare, sealed = (WRITERS * ROWS / median(seconds[kind]) for kind in ("bare", "sealed"))
    ratio = median(s / b for b, s in zip(seconds["bare"], seconds["sealed"], strict=True))
    print(
        f"append, {WRITERS} writers: {sealed:,.0f} sealed events/s, bare one-row transactions "
        f"{bare:,.0f}/s: {ratio:.2f} x their time (at most 2)",
        flush=True,
    )


class Hashing:
    """A file for COPY to write to that only hashes what comes."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, line: bytes) -> None:
        self.hash.update(line)
        self.size += len(line)


def verifying() -> None:
    from django.db import connection  # noqa: PLC0415

    from audit.stream import COPY  # noqa: PLC0415
    from audit.verify import verify  # noqa: PLC0415
    from tests.bench._seed import seed  # noqa: PLC0415

    began = time.perf_counter()
    anchors = seed(EVENTS)
    print(f"seeded {EVENTS:,} events in {time.perf_counter() - began:.0f} s", flush=True)
    hashing = Hashing()

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(COPY % (0, EVENTS), hashing)

    def whole(workers: int) -> Callable[[], None]:
        def check() -> None:
            verdict = verify(anchors=anchors, workers=workers)
            assert (verdict.intact, verdict.broken_at) == (EVENTS, None)

        return check

    cores = os.cpu_count() or 1
    floors, ones, manys = _in_turn([floor, whole(1), whole(cores)])
    ratio = median(f / one for f, one in zip(floors, ones, strict=True))
    split = median(one / many for one, many in zip(ones, manys, strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"verify, one process: {EVENTS / median(ones):,.0f} events/s, COPY out + SHA-256 of the "
        f"same {hashing.size / LOOKS / 1e6:,.0f} MB {EVENTS / median(floors):,.0f}/s: "
        f"{ratio:.2f} x its speed (at least 0.3)\n"
        f"verify, {cores} processes: {EVENTS / median(manys):,.0f} events/s, "
        f"{split:.2f} x one process\n"
        f"peak memory {memory:,.0f} MB, the million seeded in the same process",
        flush=True,
    )


def _in_turn(calls: Sequence[Callable[[], None]]) -> list[list[float]]:
    """The seconds that each call took, every time."""
    seconds: list[list[float]] = [[] for _call in calls]
    for _look in range(LOOKS):
        for call, taken in zip(calls, seconds, strict=True):
            began = time.perf_counter()
            call()
            taken.append(time.perf_counter() - began)
    return seconds


def _writer(kind: str) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.bench._writer", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    _await(writer, "ready")
    return writer


def _write(team: list[subprocess.Popen[str]]) -> float:
    """Seconds until everybody in the team has written ``ROWS`` rows."""
    began = time.perf_counter()
    for writer in team:
        assert writer.stdin is not None
        writer.stdin.write(f"{ROWS}\n")
        writer.stdin.flush()
    for writer in team:
        _await(writer, "done")
    return time.perf_counter() - began


def _await(writer: subprocess.Popen[str], word: str) -> None:
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == word
