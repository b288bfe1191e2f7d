from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack import places
from devstack.account import postgres_account
from tests.devstack.scripts import Script

BASES = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))


@pytest.fixture
def state() -> Iterator[Path]:
    """A short private folder that PostgreSQL's account can enter."""
    folder = places.fresh_folder("shirai_sns-devstack-", postgres_account(), BASES)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def script() -> Iterator[Callable[..., Script]]:
    started: list[Script] = []

    def start(code: str, *arguments: str | Path) -> Script:
        started.append(Script(code, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.close()
