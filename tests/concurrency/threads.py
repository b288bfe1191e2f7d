"""Several people at the very same moment: real threads, each with its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

PATIENCE = 60


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """What each call gave back, or the exception it raised, in the order of the calls."""
    barrier = threading.Barrier(len(calls), timeout=PATIENCE)

    def run(call: Callable[[], object]) -> object:
        try:
            connections["default"].ensure_connection()
            barrier.wait()
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls, timeout=PATIENCE))


def round_by_round(rounds: Sequence[Sequence[Callable[[], object]]]) -> list[list[object]]:
    """As ``at_once``, for many rounds: as many threads as a round has calls, each keeping its
    connection. What each call of each round gave back."""
    width = len(rounds[0])
    barrier = threading.Barrier(width, timeout=PATIENCE)

    def run(place: int) -> list[object]:
        try:
            connections["default"].ensure_connection()
            return [_meet(barrier, calls[place]) for calls in rounds]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(width) as pool:
        by_place = list(pool.map(run, range(width)))
    return [list(results) for results in zip(*by_place, strict=True)]


def _meet(barrier: threading.Barrier, call: Callable[[], object]) -> object:
    barrier.wait()
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return error


def failures(results: list[object]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
