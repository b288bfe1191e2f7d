"""The production services' very commands, run as real processes against the private servers.

No container engine is needed: what compose would set is set here, and each service counts as
started when its own health check says so.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from devstack.account import postgres_account
from devstack.process import Command
from devstack.servers import Servers
from devstack.supervisor import Supervisor
from tests.devstack import compose
from tests.devstack.scripts import CHECKOUT

VARIABLES = {
    "SECRET_KEY": "only-for-this-test-" * 4,
    "ALLOWED_HOSTS": "sns.city.example.lg.jp",
    "CSRF_TRUSTED_ORIGINS": "https://sns.city.example.lg.jp",
    "POSTGRES_PASSWORD": "unused: the socket trusts",
    "APP_POSTGRES_PASSWORD": "unused likewise",
    "CREDENTIAL_KEYS": "k1:" + "A" * 43 + "=",
}
SERVICES: dict[str, Any] = compose.read(VARIABLES)["services"]


@dataclass(frozen=True)
class House:
    """Carries a service over from its container to this machine."""

    folder: Path
    port: int
    urls: Mapping[str, str]

    def here(self, text: str) -> str:
        for there, here in (
            ("0.0.0.0:8000", f"127.0.0.1:{self.port}"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.port}"),
            ("/run/beat", str(self.folder / "beat")),
            ("/anchors/", f"{self.folder}/"),
        ):
            text = text.replace(there, here)
        return text

    def environment(self, service: compose.Service) -> dict[str, str]:
        """What the container would see, and nothing else of ours."""
        image = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOSTNAME": socket.gethostname(),
            "STATIC_ROOT": str(self.folder / "static"),
            "DJANGO_SETTINGS_MODULE": "shirai_sns.settings",
        }
        named = {name: self.here(text) for name, text in service["environment"].items()}
        return image | named | self.addresses(named)

    def addresses(self, named: Mapping[str, str]) -> dict[str, str]:
        """The servers of this machine; the application's own role stays who it is."""
        owner = "user=postgres"
        role = f"user={urlsplit(named['DATABASE_URL']).username}"
        ours = self.urls["DATABASE_URL"]
        address = ours if role == "user=shirai_sns" else ours.replace(owner, role)
        return {**self.urls, "DATABASE_URL": address}

    def command(self, name: str) -> Command:
        service = SERVICES[name]
        argv = [self.here(word) for word in service["command"]]
        return Command(name=name, argv=argv, env=self.environment(service), folder=CHECKOUT)

    def is_healthy(self, name: str) -> bool:
        service = SERVICES[name]
        return (
            subprocess.run(
                [self.here(word) for word in compose.health_command(service)],
                env=self.environment(service),
                cwd=CHECKOUT,
                capture_output=True,
                check=False,
            ).returncode
            == 0
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_every_service_of_the_compose_file_comes_up_healthy(state: Path) -> None:
    servers = Servers.needed({}, state, postgres_account(), durable=False)
    house = House(folder=state, port=free_port(), urls=servers.urls)
    (state / "beat").mkdir()
    collect = Command(
        name="collectstatic",
        argv=["python", "manage.py", "collectstatic", "--noinput"],
        env=house.environment(SERVICES["web"]),
        folder=CHECKOUT,
    )
    with Supervisor(state) as supervisor:
        servers.start(supervisor)
        servers.wait(supervisor)
        supervisor.run(collect)
        supervisor.run(house.command("migrate"))
        for name in ("web", "worker", "beat"):
            supervisor.start(house.command(name))
        # The worker last: asking it before it listens takes its health check's whole time-out.
        for name in ("web", "beat", "worker"):
            supervisor.wait_until(partial(house.is_healthy, name), name, seconds=90)
        supervisor.check()


def test_only_the_migration_holds_the_owner_of_the_tables() -> None:
    owners = {
        name: urlsplit(each["environment"]["DATABASE_URL"]).username
        for name, each in SERVICES.items()
        if "DATABASE_URL" in each.get("environment", {})
    }
    application = dict.fromkeys(["web", "worker", "beat"], "shirai_sns_app")
    assert owners == {**application, "migrate": "shirai_sns"}
    holders = {n for n, each in SERVICES.items() if VARIABLES["POSTGRES_PASSWORD"] in str(each)}
    assert holders == {"postgres", "migrate"}


def test_the_anchors_are_written_by_the_worker_and_kept() -> None:
    mounted = {name: each["volumes"] for name, each in SERVICES.items() if "anchors:" in str(each)}
    assert mounted == {"web": ["anchors:/anchors:ro"], "worker": ["anchors:/anchors"]}


def test_the_credential_keys_reach_the_worker_only() -> None:
    holders = {name for name, each in SERVICES.items() if "CREDENTIAL_KEYS" in str(each)}
    assert holders == {"worker"}


def test_only_the_worker_can_reach_the_outside() -> None:
    networks = compose.read(VARIABLES)["networks"]
    masquerade = "com.docker.network.bridge.enable_ip_masquerade"
    closed = {
        name
        for name, network in networks.items()
        if network and (network.get("internal") or network["driver_opts"][masquerade] == "false")
    }
    outside = {name for name, each in SERVICES.items() if not set(each["networks"]) <= closed}
    assert outside == {"worker"}


def test_only_the_web_is_published_and_the_local_x_in_a_drill() -> None:
    published = {name: each.get("profiles") for name, each in SERVICES.items() if "ports" in each}
    assert published == {"web": None, "x": ["drill"]}
    for name in published:
        assert SERVICES[name]["ports"][0].startswith("127.0.0.1:")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("missing", sorted(compose.required_variables()))
def test_a_missing_secret_stops_the_start_with_a_sentence(missing: str) -> None:
    assert compose.required_variables() == VARIABLES.keys() - {"CSRF_TRUSTED_ORIGINS"}
    with pytest.raises(KeyError, match=f"set {missing} in .env"):
        compose.read({name: value for name, value in VARIABLES.items() if name != missing})


def test_the_image_carries_every_app_and_nothing_of_development() -> None:
    stage = (CHECKOUT / "Dockerfile").read_text().partition("AS application")[2]
    copied = set(re.findall(r"^COPY (\w+)/ \1/$", stage, re.MULTILINE))
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")}
    assert copied - {"locale", "static", "templates"} == packages - {
        "devstack",
        "tests",
        "x_sandbox",
    }
