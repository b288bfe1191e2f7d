"""Starts processes, notices when one dies, and stops them in reverse order."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from devstack import keeper
from devstack.failure import StackError
from devstack.process import POLL_SECONDS, Command, Process


def never() -> bool:
    return False


class Supervisor:
    """Use as a context manager, in the main thread.

    ``lock`` is a descriptor that the keeper holds open until nothing of this run is alive.
    """

    def __init__(
        self, log: Path, *, lock: int | None = None, hurry: Callable[[], bool] = never
    ) -> None:
        self._log = log
        self._lock = lock
        self._hurry = hurry
        self._processes: list[Process] = []

    def __enter__(self) -> Self:
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[] if self._lock is None else [self._lock],
            bufsize=0,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, command: Command) -> Process:
        """Start something that is expected to run until ``stop``."""
        process = Process(command, self._log / f"{command.name}.log")
        self._processes.append(process)
        self._tell_keeper(f"+{process.pid} {int(command.stop_signal)}")
        return process

    def finish(self, process: Process, *, seconds: float = 300.0) -> None:
        """Wait for something that is expected to end by itself.

        Raises ``StackError`` when it fails, or when anything else dies meanwhile.
        """
        self._processes.remove(process)
        try:
            self.wait_until(lambda: process.exit_code is not None, process.name, seconds=seconds)
        finally:
            self._stop(process)
        if process.exit_code != 0:
            raise _death(process)

    def run(self, command: Command) -> Process:
        process = self.start(command)
        self.finish(process)
        return process

    def wait_until(
        self, condition: Callable[[], bool], what: str, *, seconds: float = 60.0
    ) -> None:
        """Raises ``StackError`` after ``seconds``, or as soon as any process has died."""
        give_up = time.monotonic() + seconds
        while not condition():
            self.check()
            if time.monotonic() > give_up:
                raise StackError(f"{what} was not ready within {seconds:.0f} seconds.")
            time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raises ``StackError``, with the end of its log, if a process has failed.

        A one-shot command that has ended well is left for ``finish``.
        """
        for process in self._processes:
            if process.exit_code not in (None, 0):
                raise _death(process)

    def end(self, process: Process) -> None:
        """Stop one process and let the others run on."""
        self._processes.remove(process)
        self._stop(process)

    def kill(self, process: Process) -> None:
        """End one process and all of its children as a power cut would: without a word."""
        self._processes.remove(process)
        process.kill()
        self._tell_keeper(f"-{process.pid}")

    def watch(self) -> None:
        """Returns never; raises ``StackError`` when any process ends."""
        while True:
            for process in self._processes:
                if process.exit_code is not None:
                    raise _death(process)
            time.sleep(0.1)

    def stop(self) -> None:
        while self._processes:
            self._stop(self._processes.pop())
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        self._keeper.wait()

    def _stop(self, process: Process) -> None:
        process.stop(self._hurry)
        self._tell_keeper(f"-{process.pid}")

    def _tell_keeper(self, line: str) -> None:
        if self._keeper.stdin is not None:
            self._keeper.stdin.write(f"{line}\n".encode())


def _death(process: Process) -> StackError:
    return StackError(
        f"{process.name} ended with exit code {process.exit_code}. "
        f"The end of {process.log}:\n\n{process.tail()}"
    )
