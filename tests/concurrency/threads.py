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


def failures(results: list[object]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
