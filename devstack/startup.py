"""The order in which the application comes up: as early as its needs allow, side by side."""

from __future__ import annotations

import os

from devstack import environment, secrets
from devstack.account import postgres_account
from devstack.application import Application
from devstack.environment import Services
from devstack.health import is_healthy
from devstack.places import Places
from devstack.port import Ports
from devstack.progress import Progress
from devstack.servers import Servers
from devstack.supervisor import Supervisor


def bring_up(supervisor: Supervisor, places: Places, ports: Ports, progress: Progress) -> None:
    """Returns when everything answers and the addresses are printed.

    Raises ``StackError`` as soon as anything fails.
    """
    servers = Servers.needed(os.environ, places.state, postgres_account())
    application = _application(servers.urls, places, ports)
    static = supervisor.start(application.manage("collectstatic", "--noinput", "-v", "0"))
    if ports.x is not None:
        supervisor.start(application.local_x(ports.x))
    servers.start(supervisor)
    servers.wait(supervisor)
    progress.report("database and broker answer")
    supervisor.run(application.manage("migrate", "--noinput"))
    supervisor.finish(static)
    progress.report("tables and static files are up to date")
    supervisor.start(application.web(ports.web))
    supervisor.run(application.manage("load_demo", with_credentials=True))
    progress.report("demonstration data is there")
    sign_ins = supervisor.start(application.sign_ins())
    supervisor.start(application.worker())
    supervisor.start(application.beat())
    supervisor.finish(sign_ins)
    supervisor.wait_until(lambda: _all_healthy(ports), "The application")
    progress.report("ready (Ctrl-C stops everything)")
    _announce(places, ports, sign_ins.log.read_text(encoding="utf-8"))


def _application(urls: dict[str, str], places: Places, ports: Ports) -> Application:
    outside = dict(os.environ)
    made = secrets.load(places.secrets)
    given_or_ours = outside | urls
    services = Services(
        database_url=given_or_ours["DATABASE_URL"],
        redis_url=given_or_ours["REDIS_URL"],
        x_url=ports.x_url,
        site_url=f"http://localhost:{ports.web}",
    )
    plain = environment.compose(outside, made, services, places)
    return Application(
        places=places,
        environment=plain,
        worker_environment=environment.with_credentials(plain, outside, made),
    )


def _all_healthy(ports: Ports) -> bool:
    return all(is_healthy(port) for port in (ports.web, ports.x) if port is not None)


def _announce(places: Places, ports: Ports, sign_ins: str) -> None:
    print(f"\n  The application   http://localhost:{ports.web}/")
    if ports.x is not None:
        print(f"  The local X       {ports.x_url}/")
    print(f"  The logs          {places.log}\n\n{sign_ins}", flush=True)
