"""What every test shares: the cast, and a trail that can be emptied between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast, assemble

# A machine may be busy: how long an example takes says nothing about whether it holds.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _fast_passwords() -> Iterator[None]:
    """Argon2 takes a quarter of a second by design; the tests sign in hundreds of times."""
    before = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    settings.PASSWORD_HASHERS = before


@pytest.fixture(scope="session", autouse=True)
def _uncollected_static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages name static files as they lie in the tree; nobody has to run collectstatic first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let the tests' own clean-up TRUNCATE the trail; tests/audit proves that others may not."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")


@pytest.fixture(autouse=True)
def _sealed_at_once(request: pytest.FixtureRequest, _django_db_marker: None) -> None:
    """Events are sealed at the commit, which the transaction around most tests never reaches."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS audit_intent_sealed IMMEDIATE")


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()
