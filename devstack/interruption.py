"""Ctrl-C once stops everything in order, twice at once."""

from __future__ import annotations

import signal
from types import FrameType


class Interrupted(BaseException):
    """The person at the keyboard (or the system) asked us to stop."""


class Interruption:
    """Turns the first stop signal into ``Interrupted``, raised in the main thread.

    Afterwards, or once ``disarm`` was called, a signal only makes ``hurry`` true.
    """

    def __init__(self) -> None:
        self._armed = True
        self._hurry = False

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._receive)

    def disarm(self) -> None:
        self._armed = False

    def hurry(self) -> bool:
        return self._hurry

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            self._hurry = True
            return
        self._armed = False
        raise Interrupted(signal.Signals(number).name)
