"""Each start-up check speaks up on its mistake, and only then."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from pytest_django import Settings

FINE = {
    "X_SANDBOX_URL": "http://127.0.0.1:8001",
    "X_API_BASE_URL": "https://api.x.com",
    "CREDENTIAL_KEYS": [f"2026:{Fernet.generate_key().decode()}"],
    "INSECURE_HTTP": False,
    "DEMO": False,
    "EMAIL_HOST": "mail.example.lg.jp",
}


@pytest.fixture(autouse=True)
def _fine(settings: Settings) -> None:
    for name, value in FINE.items():
        setattr(settings, name, value)


def ours(*, deploy: bool = True) -> list[str]:
    """The ids of this house that fire now."""
    found = run_checks(include_deployment_checks=deploy)
    return [check.id for check in found if check.id and check.id.startswith("shirai.")]


def test_a_well_configured_house_starts() -> None:
    assert ours() == []


@pytest.mark.parametrize(
    "address",
    [
        "https://api.x.com",
        "https://x.com",
        "http://X.COM:8001/2",
        "https://api.twitter.com",
        "https://t.co",
    ],
)
def test_e001_a_drill_must_not_point_at_x(settings: Settings, address: str) -> None:
    settings.X_SANDBOX_URL = address
    assert ours(deploy=False) == ["shirai.E001"]


@pytest.mark.parametrize("address", ["http://sandbox:8001", "http://netx.com", "http://at.co.jp"])
def test_a_neighbouring_name_is_not_x(settings: Settings, address: str) -> None:
    settings.X_SANDBOX_URL = address
    assert ours() == []


@pytest.mark.parametrize("entry", ["2026:short", "nocolon", "2026:", ":", "2026:" + "!" * 44])
def test_e002_a_credential_key_must_be_one(settings: Settings, entry: str) -> None:
    settings.CREDENTIAL_KEYS = [*FINE["CREDENTIAL_KEYS"], entry]  # type: ignore[misc]
    assert ours(deploy=False) == ["shirai.E002"]


def test_the_web_process_holds_no_key_and_needs_none(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = []
    assert ours() == []


def test_an_unusable_key_is_named_by_its_id_and_never_shown(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = ["2026:my-secret-but-broken"]
    (check,) = [check for check in run_checks() if check.id == "shirai.E002"]
    assert "2026" in str(check)
    assert "my-secret" not in f"{check} {check.hint}"


def test_e003_x_is_not_spoken_to_in_the_open(settings: Settings) -> None:
    settings.X_API_BASE_URL = "http://api.x.com"
    assert ours(deploy=False) == ["shirai.E003"]
    settings.INSECURE_HTTP = True
    assert ours(deploy=False) == []


def test_w001_a_demonstration_is_not_for_production(settings: Settings) -> None:
    settings.DEMO = True
    assert ours() == ["shirai.W001"]
    assert ours(deploy=False) == []


def test_w002_without_a_mail_server_nobody_is_told(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert ours() == ["shirai.W002"]
    assert ours(deploy=False) == []
