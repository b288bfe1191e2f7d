"""The application's database on a private PostgreSQL with the settings of ``make run``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command

from devstack import places
from devstack.account import postgres_account
from devstack.servers import Servers
from devstack.supervisor import Supervisor
from tests.servers import BASES, ENVIRONMENT


@contextmanager
def durable_database() -> Iterator[None]:
    """Migrated and empty; child processes find it through their environment.

    A DATABASE_URL that is set is not used: what is measured here fills the trail with rubbish.
    """
    os.environ.update(ENVIRONMENT)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")
    account = postgres_account()
    folder = places.fresh_folder("shirai_sns-bench-", account, BASES)
    servers = Servers.needed(os.environ, folder, account)
    try:
        with Supervisor(folder) as supervisor:
            servers.start(supervisor)
            servers.wait(supervisor)
            os.environ.update(servers.urls)
            django.setup()
            call_command("migrate", verbosity=0)
            yield
    finally:
        shutil.rmtree(folder)
