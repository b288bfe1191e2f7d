from __future__ import annotations

import time


class Progress:
    """Prints what happened and how many seconds after the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def report(self, text: str) -> None:
        print(f"{time.monotonic() - self._start:5.1f} s  {text}", flush=True)
