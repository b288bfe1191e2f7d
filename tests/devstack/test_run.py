"""`python -m devstack run` from a folder of its own, where the real checkout's stack may run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack import clean, lock, places
from devstack.account import postgres_account
from tests.devstack.scripts import CHECKOUT, Script

HOLD = """
import signal, sys
from pathlib import Path
from devstack import lock

with lock.hold(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""


@pytest.fixture
def copy(state: Path) -> Path:
    shutil.copytree(CHECKOUT / "devstack", state / "devstack")
    return state


def devstack_run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "X_API_BASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "devstack", "run", *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(("option", "variable"), [("--port", "PORT"), ("--x-port", "X_PORT")])
def test_a_busy_port_is_named_with_the_way_around_it(
    copy: Path, option: str, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = devstack_run(copy, "--port", "0", option, str(port))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"Port {port} is already in use. Choose another one: make run {variable}={port + 10}\n"
    )


def test_a_second_run_in_the_same_checkout_is_refused(
    copy: Path, script: Callable[..., Script]
) -> None:
    settled = places.settle(copy, postgres_account())
    first = script(HOLD, settled.lock)
    assert first.line() == "held"
    ended = devstack_run(copy)
    assert ended.returncode == 2
    assert f"Already running in this checkout (process {first.pid})" in ended.stderr


def test_clean_leaves_nothing_behind(copy: Path) -> None:
    settled = places.settle(copy, postgres_account())
    (settled.state / "data").write_text("old")
    clean.clean(copy)
    assert not settled.run.exists()
    assert not settled.state.exists()
    assert lock.is_free(settled.lock)
