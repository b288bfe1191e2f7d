"""Dividing the chain among processes: each checks a part whose beginning is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Any

import psycopg2

from audit.stream import Break, Span, follow

# More parts than processes, so that none waits long for the last one, and progress is seen.
PARTS = 4
Seals = Callable[[Sequence[int]], dict[int, str]]


def split(span: Span, parts: int, seals: Seals) -> list[Span]:
    """The span in about ``parts`` parts, cut at anchors where there are some nearby.

    Elsewhere a part begins with the seal that ``seals`` finds in the database; the part before
    it proves that seal.
    """
    size = (span.until - span.after) / parts
    wanted = [span.after + round(size * number) for number in range(1, parts)]
    cuts = {_anchor_near(cut, span, size / 2) or cut for cut in wanted}
    known = seals([cut for cut in cuts if cut not in span.anchored]) | dict(span.anchored)
    begins = {span.after: span.previous} | {cut: known[cut] for cut in cuts if cut in known}
    return [
        Span(after, until, begins[after], _within(span, after, until))
        for after, until in pairwise([*sorted(begins), span.until])
        if after < until
    ]


def follow_on_cores(
    parameters: dict[str, Any], spans: Sequence[Span], workers: int
) -> Iterator[tuple[int, Break | None]]:
    """What became of each span, in their order: the last intact number and the break."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(_follow, parameters, span) for span in spans]
        try:
            for job in jobs:
                yield job.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _follow(parameters: dict[str, Any], span: Span) -> tuple[int, Break | None]:
    connection = psycopg2.connect(**parameters)
    try:
        with connection.cursor() as cursor:
            walk = follow(cursor, span)
    finally:
        connection.close()
    return walk.reached, walk.broken


def _anchor_near(cut: int, span: Span, distance: float) -> int | None:
    near = [number for number in span.anchored if abs(number - cut) < distance]
    return min(near, key=lambda number: abs(number - cut), default=None)


def _within(span: Span, after: int, until: int) -> dict[int, str]:
    return {number: seal for number, seal in span.anchored.items() if after < number <= until}
