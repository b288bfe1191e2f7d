"""Ids as X gives them: the time in milliseconds in the upper bits, then a running number."""

from __future__ import annotations

import threading
from collections.abc import Callable

EPOCH_MS = 1288834974657
SHIFT = 22
LARGEST = 2**63 - 1


class Mint:
    """Issues strictly increasing ids, also across threads and when the clock steps back."""

    def __init__(self, clock: Callable[[], float], last: int) -> None:
        self._clock = clock
        self._last = last
        self._lock = threading.Lock()

    def issue(self) -> int:
        with self._lock:
            now = int(self._clock() * 1000) - EPOCH_MS
            self._last = max(now << SHIFT, self._last + 1)
            return self._last


def milliseconds(identifier: int) -> int:
    """Unix time in milliseconds at which ``identifier`` was issued."""
    return (identifier >> SHIFT) + EPOCH_MS


def first_at(unix_seconds: float) -> int:
    """The smallest id that could be issued at that moment."""
    return min(max(0, int(unix_seconds * 1000) - EPOCH_MS) << SHIFT, LARGEST)


def parse(digits: str) -> int:
    """The id written as ``digits``; 19 digits may exceed 64 bits, where no id can be."""
    return min(int(digits), LARGEST)
