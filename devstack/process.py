"""A child process in a session of its own, which does not outlive its supervisor."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devstack.account import Account

POLL_SECONDS = 0.02
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """What to run. ``grace`` is how many seconds it gets to end after ``stop_signal``."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    account: Account | None = None


class Process:
    """A running ``Command``. Start it from the main thread only: the kernel ties the
    death signal to the thread that forked, not to the process."""

    def __init__(self, command: Command, log: Path) -> None:
        self.command = command
        self.log = log
        account = command.account
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                [str(part) for part in command.argv],
                env=dict(command.env),
                cwd=command.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                # Runs last in the child: changing the account would clear the death signal.
                preexec_fn=_death_signal(command.stop_signal),  # noqa: PLW1509
            )

    @property
    def name(self) -> str:
        return self.command.name

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """``None`` while it runs; negative: the signal that ended it."""
        return self._popen.poll()

    def tail(self, lines: int = 20) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def kill(self) -> None:
        """End the whole group at once."""
        # Nobody may be left (macOS answers EPERM for a group of zombies).
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Ask, wait for ``grace`` seconds or until ``hurry()``, then kill the whole group."""
        if self.exit_code is None:
            self._popen.send_signal(self.command.stop_signal)
            give_up = time.monotonic() + self.command.grace
            while self.exit_code is None and time.monotonic() < give_up and not hurry():
                time.sleep(POLL_SECONDS)
        self.kill()


def _death_signal(stop_signal: signal.Signals) -> Callable[[], None] | None:
    libc, supervisor = _libc, os.getpid()
    if libc is None:
        return None

    def ask_for_death_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != supervisor:
            os._exit(1)

    return ask_for_death_signal
