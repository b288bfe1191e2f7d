"""The private PostgreSQL and Valkey together, each only if none was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devstack.account import Account
from devstack.postgres import Postgres
from devstack.supervisor import Supervisor
from devstack.valkey import Valkey


@dataclass(frozen=True)
class Servers:
    """``None`` stands for a server that was given from outside."""

    postgres: Postgres | None
    valkey: Valkey | None

    @classmethod
    def needed(
        cls,
        outside: Mapping[str, str],
        state: Path,
        account: Account | None,
        *,
        durable: bool = True,
    ) -> Servers:
        postgres = Postgres(state / "postgres", account, durable=durable)
        valkey = Valkey(state / "valkey", durable=durable)
        return cls(
            postgres=None if outside.get("DATABASE_URL") else postgres,
            valkey=None if outside.get("REDIS_URL") else valkey,
        )

    def start(self, supervisor: Supervisor) -> None:
        """Start both; the first time this waits for the database cluster to be made."""
        if self.valkey:
            self.valkey.start(supervisor)
        if self.postgres:
            self.postgres.start(supervisor)

    def wait(self, supervisor: Supervisor) -> None:
        """Returns when both answer; raises ``StackError`` when one does not."""
        if self.valkey:
            supervisor.wait_until(self.valkey.is_ready, "valkey")
        if self.postgres:
            supervisor.wait_until(self.postgres.is_ready, "postgres")

    @property
    def urls(self) -> dict[str, str]:
        """The addresses of those that are ours, by the variable that announces them."""
        found = {"DATABASE_URL": self.postgres, "REDIS_URL": self.valkey}
        return {name: server.url for name, server in found.items() if server}
