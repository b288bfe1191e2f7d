"""``python -m x_sandbox`` as operators start and stop it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.x_sandbox.clients import CITY, NEIGHBOUR, client_for

ROOT = Path(__file__).parents[2]
PATIENCE = 20


def launched(*arguments: str) -> subprocess.Popen[str]:
    # The developer's own keys must not become the sandbox's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("X_")}
    return subprocess.Popen(
        [sys.executable, "-m", "x_sandbox", *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@contextmanager
def sandbox(*arguments: str, ending: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """The URL of a sandbox that must end cleanly when it is told to."""
    with launched("--port", "0", *arguments) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().split()[-1].rstrip("/")
            process.send_signal(ending)
            _, complaints = process.communicate(timeout=PATIENCE)
            assert (process.returncode, complaints) == (0, "")
        finally:
            process.kill()


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox") / "state.sqlite3"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(ending: signal.Signals) -> None:
    with sandbox(ending=ending) as url:
        assert client_for(url, CITY).get_me().data.id == CITY.id


def test_a_restart_keeps_everything(state: Path) -> None:
    with sandbox("--state", str(state)) as url:
        first = client_for(url, CITY).create_tweet(text="再起動の前").data["id"]

    with sandbox("--state", str(state)) as url:
        x = client_for(url, CITY)
        second = x.create_tweet(text="再起動の後").data["id"]
        shown = x.get_users_tweets(CITY.id, user_auth=True).data

    assert [str(post.id) for post in shown] == [second, first]


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with launched("--port", port) as process:
            _, complaint = process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert len(complaint.splitlines()) == 1
    assert f"127.0.0.1:{port}" in complaint


def test_several_accounts_come_from_a_file(state: Path) -> None:
    listed = state.with_name("accounts.json")
    listed.write_text(json.dumps([asdict(CITY), asdict(NEIGHBOUR)]), encoding="utf-8")

    with sandbox("--accounts", str(listed)) as url:
        names = [client_for(url, account).get_me().data.username for account in (CITY, NEIGHBOUR)]

    assert names == ["shiroi_city", "neighbour_city"]


@pytest.mark.parametrize("content", ['[{"username": "x"}]', "[]", "no JSON"])
def test_an_unusable_account_file_is_one_clear_line(state: Path, content: str) -> None:
    state.write_text(content, encoding="utf-8")

    with launched("--port", "0", "--accounts", str(state)) as process:
        _, complaint = process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert len(complaint.splitlines()) == 1
