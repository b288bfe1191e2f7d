"""One stack per checkout, by a lock that the keeper inherits.

The keeper outlives a killed supervisor until the last process is gone, so whoever gets the lock
knows that nothing of an earlier run is alive.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.failure import StackError

# Longer than the keeper waits before it kills what a dead supervisor left behind.
PATIENCE_SECONDS = 15.0


@contextmanager
def hold(path: Path) -> Iterator[int]:
    """Hold the lock at ``path``; yields its descriptor, to be inherited by the keeper.

    Waits for the remains of a killed supervisor. Raises ``StackError`` while a living one holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    if not path.exists():
        return True
    with path.open("rb") as handle:
        return _try(handle.fileno())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _acquire(descriptor: int) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not _try(descriptor):
        holder = os.pread(descriptor, 20, 0).decode() or "?"
        if not holder.isdigit() or is_alive(int(holder)) or time.monotonic() > give_up:
            raise StackError(
                f"Already running in this checkout (process {holder}). Stop that one first.",
                exit_code=2,
            )
        time.sleep(0.05)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
