"""The commands of the application's own processes."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass

from devstack.environment import Environment
from devstack.places import Places
from devstack.port import HOST
from devstack.process import Command


@dataclass(frozen=True)
class Application:
    places: Places
    environment: Environment
    worker_environment: Environment

    def manage(self, name: str, *arguments: str, with_credentials: bool = False) -> Command:
        """A management command, called ``name`` in the logs."""
        environment = self.worker_environment if with_credentials else self.environment
        return self._python(name, "manage.py", name, *arguments, environment=environment)

    def sign_ins(self) -> Command:
        """Prints how to sign in to the demonstration."""
        return self._python("sign-ins", "manage.py", "load_demo", "--print-sign-ins")

    def web(self, port: int) -> Command:
        return self._python(
            "web",
            *("-m", "gunicorn", "shirai_sns.wsgi"),
            *("-w", "2", "--threads", "4", "-b", f"{HOST}:{port}"),
            # It would lie in the home folder, where two checkouts meet.
            "--no-control-socket",
            # SIGTERM would let idle keep-alive connections hold up the end.
            stop_signal=signal.SIGINT,
        )

    def worker(self) -> Command:
        return self._python(
            "worker",
            *("-m", "celery", "-A", "shirai_sns", "worker", "-l", "info"),
            # A worker mostly waits for X: one that hangs keeps two of the threads busy.
            *("--pool", "threads", "-c", "8"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
            environment=self.worker_environment,
        )

    def beat(self) -> Command:
        schedule = str(self.places.beat_schedule)
        return self._python("beat", "-m", "celery", "-A", "shirai_sns", "beat", "-s", schedule)

    def local_x(self, port: int) -> Command:
        state = str(self.places.state / "x.json")
        arguments = ("--port", str(port), "--host", HOST, "--state", state)
        return self._python("x", "-m", "x_sandbox", *arguments)

    def _python(
        self,
        name: str,
        *arguments: str,
        environment: Environment | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Command:
        return Command(
            name=name,
            argv=[sys.executable, *arguments],
            env=environment or self.environment,
            folder=self.places.checkout,
            stop_signal=stop_signal,
        )
