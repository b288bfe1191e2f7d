"""The application's surroundings as real processes on private ports, for one story."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from devstack import environment, places, secrets
from devstack.account import postgres_account
from devstack.application import Application
from devstack.environment import Services
from devstack.health import is_healthy
from devstack.places import Places
from devstack.port import Ports
from devstack.servers import Servers
from devstack.supervisor import Supervisor
from tests.stack.account import Account

CHECKOUT = Path(__file__).resolve().parents[2]
BASES = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))


@dataclass(frozen=True)
class Stack:
    """The commands of the application, where it and its X answer, and what keeps them going."""

    ports: Ports
    x_url: str
    folder: Path
    application: Application
    servers: Servers
    supervisor: Supervisor

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def own_x(self) -> bool:
        """Whether the local X is ours, with its fault switchboard."""
        return self.ports.x is not None

    def manage(self, name: str, *arguments: str) -> str:
        """Run a management command with the worker's keys; returns what it printed."""
        command = self.application.manage(name, *arguments, with_credentials=True)
        return self.supervisor.run(command).log.read_text(encoding="utf-8")

    def wait_until_healthy(self) -> None:
        """Returns when the web process answers, and the local X if it is ours."""
        ours = [port for port in (self.ports.web, self.ports.x) if port is not None]
        self.supervisor.wait_until(lambda: all(map(is_healthy, ours)), "The application")


@contextmanager
def surroundings(
    account: Account,
    *,
    variables: Mapping[str, str] | None = None,
    local_x: Sequence[str] = (),
) -> Iterator[Stack]:
    """Database with its tables, broker and X; the application's processes are to be started.

    ``variables`` are added to the application's environment, ``local_x`` to the command of the
    local X. With ``X_API_BASE_URL`` set there is no local X: that one is used.
    """
    given_x = os.environ.get("X_API_BASE_URL", "").rstrip("/")
    ports = Ports(web=_free_port(), x=None if given_x else _free_port())
    folder = places.fresh_folder("shirai_sns-story-", postgres_account(), BASES)
    outside = {**os.environ, **account.variables(), **(variables or {})}
    try:
        settled = _places(folder)
        with Supervisor(settled.log) as supervisor:
            servers = Servers.needed({}, settled.state, postgres_account())
            x_url = ports.x_url or given_x
            application = _application(settled, servers, outside, x_url)
            stack = Stack(ports, x_url, folder, application, servers, supervisor)
            if ports.x is not None:
                command = application.local_x(ports.x)
                own = {**command.env, **account.variables()}
                supervisor.start(replace(command, argv=[*command.argv, *local_x], env=own))
            servers.start(supervisor)
            servers.wait(supervisor)
            stack.manage("migrate", "--noinput")
            yield stack
    finally:
        shutil.rmtree(folder)


def _application(
    settled: Places, servers: Servers, outside: Mapping[str, str], x_url: str
) -> Application:
    made = secrets.load(settled.secrets)
    services = Services(servers.urls["DATABASE_URL"], servers.urls["REDIS_URL"], x_url)
    own = {name: v for name, v in outside.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    plain = environment.compose(own, made, services, settled) | {"DEMO": "0"}
    return Application(settled, plain, environment.with_credentials(plain, own, made))


def _places(folder: Path) -> Places:
    run = folder / "run"
    places.make_private(run, None)
    places.make_private(run / "log", None)
    state = folder / "state"
    places.make_private(state, postgres_account())
    return Places(checkout=CHECKOUT, run=run, state=state)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
