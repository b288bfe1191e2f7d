"""A pytest plugin (``-p tests.servers``): private servers for one test run.

They start before Django's settings are read and stop at the end, also after Ctrl-C. Under xdist
the controller starts them and the workers inherit the addresses. Set DATABASE_URL and REDIS_URL
to use others instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from devstack import places
from devstack.account import postgres_account
from devstack.servers import Servers
from devstack.supervisor import Supervisor

BASES = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "shirai_sns.settings",
    "SECRET_KEY": "only-for-tests-" * 4,
    "CREDENTIAL_KEYS": "test:" + "A" * 43 + "=",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "INSECURE_HTTP": "1",
    # Nobody listens there: a test that reaches for X without asking for it fails at once.
    "X_API_BASE_URL": "http://127.0.0.1:9",
    "X_SANDBOX_URL": "http://127.0.0.1:9",
}

_started = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    _started.enter_context(_servers())
    return (yield)


def pytest_unconfigure() -> None:
    _started.close()


@contextmanager
def _servers() -> Iterator[None]:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    account = postgres_account()
    folder = places.fresh_folder("shirai_sns-test-", account, BASES)
    servers = Servers.needed(os.environ, folder, account, durable=False)
    try:
        with Supervisor(folder) as supervisor:
            servers.start(supervisor)
            servers.wait(supervisor)
            os.environ.update(servers.urls)
            yield
    finally:
        for name in servers.urls:
            os.environ.pop(name, None)
        shutil.rmtree(folder)
