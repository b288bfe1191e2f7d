"""The whole application as real processes on private ports, for one story."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devstack import environment, places, secrets
from devstack.account import postgres_account
from devstack.application import Application
from devstack.environment import Services
from devstack.health import is_healthy
from devstack.places import Places
from devstack.port import Ports
from devstack.process import Command
from devstack.servers import Servers
from devstack.supervisor import Supervisor
from tests.smoke.account import Account

CHECKOUT = Path(__file__).resolve().parents[2]
BASES = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))
CHANNEL = "shiroi"


@dataclass(frozen=True)
class Stack:
    """Where the running application and its X answer, and its management commands."""

    web_url: str
    x_url: str
    application: Application
    supervisor: Supervisor

    def manage(self, name: str, *arguments: str) -> str:
        """Run a management command with the worker's keys; returns what it printed."""
        command = self.application.manage(name, *arguments, with_credentials=True)
        return self.supervisor.run(command).log.read_text(encoding="utf-8")


@contextmanager
def running(account: Account) -> Iterator[Stack]:
    """Everything up, with the demonstration's people, its channel live on ``account``."""
    given_x = os.environ.get("X_API_BASE_URL", "").rstrip("/")
    ports = Ports(web=_free_port(), x=None if given_x else _free_port())
    folder = places.fresh_folder("shirai_sns-smoke-", postgres_account(), BASES)
    try:
        settled = _places(folder)
        with Supervisor(settled.log) as supervisor:
            stack = _bring_up(supervisor, settled, ports, given_x, account)
            yield stack
    finally:
        shutil.rmtree(folder)


def _bring_up(
    supervisor: Supervisor, settled: Places, ports: Ports, given_x: str, account: Account
) -> Stack:
    servers = Servers.needed({}, settled.state, postgres_account())
    outside = {**os.environ, **account.variables()}
    made = secrets.load(settled.secrets)
    x_url = ports.x_url or given_x
    services = Services(servers.urls["DATABASE_URL"], servers.urls["REDIS_URL"], x_url)
    own = {name: v for name, v in outside.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    plain = environment.compose(own, made, services, settled) | {"DEMO": "0"}
    worker = environment.with_credentials(plain, own, made)
    application = Application(settled, plain, worker)
    stack = Stack(f"http://127.0.0.1:{ports.web}", x_url, application, supervisor)
    if ports.x is not None:
        supervisor.start(_with_account(application.local_x(ports.x), account))
    servers.start(supervisor)
    servers.wait(supervisor)
    stack.manage("migrate", "--noinput")
    stack.manage("collectstatic", "--noinput", "-v", "0")
    stack.manage("load_demo", "--without-cases")
    stack.manage("set_mode", CHANNEL, "live")
    stack.manage("set_credential", CHANNEL)
    supervisor.start(application.web(ports.web))
    supervisor.start(application.worker())
    supervisor.start(application.beat())
    ours = [port for port in (ports.web, ports.x) if port is not None]
    supervisor.wait_until(lambda: all(map(is_healthy, ours)), "The application")
    return stack


def _with_account(command: Command, account: Account) -> Command:
    env = {**command.env, **account.variables()}
    return Command(command.name, command.argv, env, command.folder, command.stop_signal)


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
