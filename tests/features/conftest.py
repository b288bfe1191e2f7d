"""The live server, a browser, and a local X for whole stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings as DjangoSettings

from publishing import tasks
from shirai_sns.celery import app
from tests.browser import chromium, complaints, open_as
from tests.cast import Cast, assemble
from tests.local_x import LocalX, local_x

__all__ = ["chromium", "complaints", "open_as"]


@pytest.fixture
def city(transactional_db: None) -> Cast:
    """The cast, committed, so that the live server sees it."""
    return assemble()


@pytest.fixture
def x(settings: DjangoSettings) -> Iterator[LocalX]:
    with local_x(settings) as local:
        settings.X_WEB_URL = local.url
        yield local


@pytest.fixture
def work() -> Iterator[Callable[[], None]]:
    """One beat of the worker: the very tasks, run here instead of by a worker process."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True

    def beat() -> None:
        tasks.sweep()

    yield beat
    app.conf.task_always_eager = before
