"""The private servers as real processes, through the accidents of a developer's day."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
import redis

from devstack.account import postgres_account
from devstack.failure import StackError
from devstack.postgres import Postgres
from devstack.servers import Servers
from devstack.supervisor import Supervisor
from tests.devstack.scripts import Script

SERVE = """
import sys
from pathlib import Path
from devstack import lock
from devstack.account import postgres_account
from devstack.servers import Servers
from devstack.supervisor import Supervisor

state = Path(sys.argv[1])
with lock.hold(state / "lock") as descriptor, Supervisor(state, lock=descriptor) as supervisor:
    servers = Servers.needed({}, state, postgres_account())
    servers.start(supervisor)
    servers.wait(supervisor)
    print("ready", flush=True)
    supervisor.watch()
"""


def servers_in(state: Path) -> Servers:
    return Servers.needed({}, state, postgres_account(), durable=False)


def postgres_in(state: Path) -> Postgres:
    postgres = servers_in(state).postgres
    assert postgres is not None
    return postgres


def query(postgres: Postgres, sql: str) -> str:
    connection = psycopg2.connect(postgres.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else ""


def test_both_answer_and_both_forget_nothing_over_a_sigkill(
    state: Path, script: Callable[..., Script]
) -> None:
    postgres = postgres_in(state)
    first = script(SERVE, state)
    assert first.line() == "ready"
    query(postgres, "CREATE TABLE memory AS SELECT 'kept' AS word; SELECT 1")
    with redis.Redis(unix_socket_path=str(state / "valkey" / "socket")) as client:
        client.set("memory", "kept")

    first.end(signal.SIGKILL)

    second = script(SERVE, state)
    assert second.line() == "ready"
    assert query(postgres, "SELECT word FROM memory") == "kept"
    with redis.Redis(unix_socket_path=str(state / "valkey" / "socket")) as client:
        assert client.get("memory") == b"kept"


def test_a_pid_file_that_names_a_stranger_does_not_block_the_start(state: Path) -> None:
    postgres = postgres_in(state)
    with Supervisor(state) as supervisor:
        postgres.start(supervisor)
        supervisor.wait_until(postgres.is_ready, "postgres")
        left_behind = (postgres.data / "postmaster.pid").read_text()
    stranger = left_behind.split("\n", 1)[1]
    (postgres.data / "postmaster.pid").write_text(f"{os.getppid()}\n{stranger}")

    with Supervisor(state) as supervisor:
        postgres.start(supervisor)
        supervisor.wait_until(postgres.is_ready, "postgres")
        assert query(postgres, "SELECT 1") == "1"


def test_an_interrupted_first_start_is_begun_again(state: Path) -> None:
    postgres = postgres_in(state)
    (postgres.folder / "unfinished" / "base").mkdir(parents=True)
    with Supervisor(state) as supervisor:
        postgres.start(supervisor)
        supervisor.wait_until(postgres.is_ready, "postgres")
        assert query(postgres, "SELECT current_database()") == "shirai_sns"


def test_a_database_of_another_major_version_is_refused(state: Path) -> None:
    postgres = postgres_in(state)
    postgres.data.mkdir(parents=True)
    (postgres.data / "PG_VERSION").write_text("12\n")
    with (
        Supervisor(state) as supervisor,
        pytest.raises(StackError, match="written by PostgreSQL 12"),
    ):
        postgres.start(supervisor)


def test_a_server_that_was_given_is_not_started(state: Path) -> None:
    given = {"DATABASE_URL": "postgresql://db/sns", "REDIS_URL": "redis://cache/0"}
    servers = Servers.needed(given, state, postgres_account())
    assert servers == Servers(postgres=None, valkey=None)
    assert servers.urls == {}
