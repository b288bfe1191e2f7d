from __future__ import annotations

from pathlib import Path

from devstack import environment, secrets
from devstack.environment import Services
from devstack.places import Places

PLACES = Places(checkout=Path("/c"), run=Path("/c/.run"), state=Path("/c/.run/state"))
SECRETS = {"SECRET_KEY": "s", "CREDENTIAL_KEYS": "k1:made"}
SERVICES = Services(
    database_url="postgresql:///sns", redis_url="redis+socket:///r", x_url="http://127.0.0.1:8001"
)


def test_the_credential_keys_reach_the_worker_only() -> None:
    outside = {"CREDENTIAL_KEYS": "k9:given", "CREDENTIAL_KEYS_FILE": ""}
    plain = environment.compose(outside, SECRETS, SERVICES, PLACES)
    assert not plain.keys() & set(environment.WORKER_ONLY)
    worker = environment.with_credentials(plain, outside, SECRETS)
    assert worker["CREDENTIAL_KEYS"] == "k9:given"
    assert environment.with_credentials(plain, {}, SECRETS)["CREDENTIAL_KEYS"] == "k1:made"


def test_what_is_set_outside_wins_unless_it_is_empty() -> None:
    outside = {"ALLOWED_HOSTS": "sns.test", "SECRET_KEY": "", "HOME": "/h"}
    composed = environment.compose(outside, SECRETS, SERVICES, PLACES)
    assert composed["ALLOWED_HOSTS"] == "sns.test"
    assert composed["SECRET_KEY"] == "s"
    assert composed["HOME"] == "/h"
    assert composed["X_API_BASE_URL"] == composed["X_SANDBOX_URL"] == "http://127.0.0.1:8001"


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    made = secrets.load(path)
    assert made.keys() == {"SECRET_KEY", "CREDENTIAL_KEYS"}
    assert path.stat().st_mode & 0o777 == 0o600
    assert secrets.load(path) == made
