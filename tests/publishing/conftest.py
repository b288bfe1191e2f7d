"""The local X of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.local_x import LocalX, local_x


@pytest.fixture
def x(settings: Settings) -> Iterator[LocalX]:
    with local_x(settings) as running:
        yield running
