"""The supervisor's last will: a process that clears up when the supervisor is killed.

Run as a script. Reads lines ``+GROUP SIGNAL`` and ``-GROUP`` from its standard input; at its end
(the supervisor is gone, however it died) the groups still listed are asked to stop, then killed.
The kernel's death signal reaches children only; the group also holds celery's and gunicorn's.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

GRACE_SECONDS = 5.0


def listed_groups(lines: Iterable[str]) -> dict[int, int]:
    """Read until the end; group → the signal that asks its leader to stop."""
    groups: dict[int, int] = {}
    for line in lines:
        group, _, stop_signal = line[1:].strip().partition(" ")
        if line.startswith("+"):
            groups[int(group)] = int(stop_signal)
        else:
            groups.pop(int(group), None)
    return groups


def clear(groups: dict[int, int]) -> None:
    for group, stop_signal in groups.items():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(group, stop_signal)
    give_up = time.monotonic() + GRACE_SECONDS
    while any(map(_has_members, groups)) and time.monotonic() < give_up:
        time.sleep(0.05)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    clear(listed_groups(sys.stdin))
