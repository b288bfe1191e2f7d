"""Every page test begins in Japanese and leaves no language behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_japanese() -> Iterator[None]:
    """The middleware activates a language per request; expected words are looked up in ja."""
    with translation.override("ja"):
        yield
