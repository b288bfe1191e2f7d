"""A real Celery worker with its own beat, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection
from psycopg2.extensions import make_dsn

ROOT = Path(__file__).parents[2]
PATIENCE = 60
# Apart from whatever else uses the broker of this test run.
BROKER_NUMBER = 7


@dataclass(frozen=True)
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)


@contextmanager
def real_worker(folder: Path) -> Iterator[Worker]:
    """Runs on the test database; must end cleanly at the end of the block."""
    environment = {
        **os.environ,
        "DATABASE_URL": _database(),
        "REDIS_URL": _broker(),
        "X_API_BASE_URL": settings.X_API_BASE_URL,
        "X_SANDBOX_URL": settings.X_SANDBOX_URL,
    }
    command = [
        *(sys.executable, "-m", "celery", "-A", "shirai_sns", "worker"),
        *("--beat", "--schedule", str(folder / "schedule"), "--concurrency", "1"),
        *("--loglevel", "debug", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    log = folder / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    worker = Worker(process, log)
    try:
        yield worker
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, worker.said()
    finally:
        process.kill()
        process.wait()


def _database() -> str:
    given = connection.settings_dict
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    parts = {ours: given[theirs] for ours, theirs in named.items() if given[theirs]}
    return make_dsn(dbname=given["NAME"], **parts, **given["OPTIONS"])


def _broker() -> str:
    url = str(settings.CELERY_BROKER_URL)
    if url.startswith("redis+socket:"):
        return f"{url.partition('?')[0]}?virtual_host={BROKER_NUMBER}"
    return urlunsplit(urlsplit(url)._replace(path=f"/{BROKER_NUMBER}"))
