"""Two workers and two beats, and what befalls them: killed, robbed of broker and database."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace

import redis

from devstack.process import Command, Process
from tests.stack.running import Stack

WORKERS = BEATS = 2
CALM_BETWEEN_KILLS = (4.0, 8.0)
# When (as a share of all approvals) the broker is flushed, and the database restarted.
FLUSHES, RESTARTS = (0.3, 0.7), (0.5,)


class Havoc:
    def __init__(self, stack: Stack, seed: str) -> None:
        self.killed = self.flushed = self.restarted = 0
        self._stack = stack
        self._chance = random.Random(f"havoc {seed}")
        self._workers = [self._start_worker(number) for number in range(WORKERS)]
        self._beats = [self._start_beat(number) for number in range(BEATS)]
        self._next_kill = self._after_some_calm()
        self._flushes, self._restarts = list(FLUSHES), list(RESTARTS)

    def strike(self, progress: float) -> None:
        """Whatever is due now; ``progress`` is the share of the orders approved so far."""
        if time.monotonic() > self._next_kill:
            self._kill_a_worker()
        if self._flushes and progress >= self._flushes[0]:
            self._flushes.pop(0)
            self._flush_broker()
        if self._restarts and progress >= self._restarts[0]:
            self._restarts.pop(0)
            self._restart_database()

    def end_everything(self) -> None:
        """Workers first, so that each finishes what it has begun."""
        for process in (*self._workers, *self._beats):
            self._stack.supervisor.end(process)

    def told(self) -> str:
        return (
            f"{self.killed} workers killed, broker flushed {self.flushed} times, "
            f"database restarted {self.restarted} times"
        )

    def _kill_a_worker(self) -> None:
        number = self._chance.randrange(WORKERS)
        self._stack.supervisor.kill(self._workers[number])
        self.killed += 1
        self._workers[number] = self._start_worker(number)
        self._next_kill = self._after_some_calm()

    def _flush_broker(self) -> None:
        assert self._stack.servers.valkey is not None
        with redis.Redis(unix_socket_path=str(self._stack.servers.valkey.socket)) as broker:
            broker.flushall()
        self.flushed += 1

    def _restart_database(self) -> None:
        servers, supervisor = self._stack.servers, self._stack.supervisor
        assert servers.postgres is not None
        servers.postgres.restart(supervisor)
        supervisor.wait_until(servers.postgres.is_ready, "postgres")
        self.restarted += 1

    def _start_worker(self, number: int) -> Process:
        command = self._stack.application.worker()
        name = f"worker-{number}-{self.killed}"
        return self._start(command, name, lambda argv: [*argv, "-n", f"worker-{number}@%h"])

    def _start_beat(self, number: int) -> Process:
        command = self._stack.application.beat()
        schedule = str(self._stack.folder / f"beat-{number}")
        return self._start(command, f"beat-{number}", lambda argv: [*argv, "-s", schedule])

    def _start(
        self, command: Command, name: str, extended: Callable[[list[str]], list[str]]
    ) -> Process:
        argv = extended([str(part) for part in command.argv])
        return self._stack.supervisor.start(replace(command, name=name, argv=argv))

    def _after_some_calm(self) -> float:
        return time.monotonic() + self._chance.uniform(*CALM_BETWEEN_KILLS)
