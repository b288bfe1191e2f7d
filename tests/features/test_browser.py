"""A machine without a browser must not look as if its stories had been told."""

from __future__ import annotations

import pytest

from tests.browser import missing_chromium


def test_a_missing_browser_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NO CHROMIUM"):
        missing_chromium()


def test_a_missing_browser_is_said_loudly_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with (
        pytest.warns(UserWarning, match="NO CHROMIUM"),
        pytest.raises(pytest.skip.Exception, match="NO CHROMIUM"),
    ):
        missing_chromium()
