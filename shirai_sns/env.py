"""Strict readers of environment variables.

A wrong value stops the start with a sentence that names the variable, instead of failing at
three in the morning. Every reader raises ``ImproperlyConfigured``.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import parse_dsn


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that ``<name>_FILE`` points at."""
    value = _given(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def _given(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def flag(name: str) -> bool:
    """True for ``1``, False for ``0`` or nothing; anything else is refused."""
    value = os.environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def words(name: str, default: str | None = "") -> list[str]:
    """A comma-separated list without empty members; may be left out unless default is None."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def seconds(name: str, default: str) -> dt.timedelta:
    """A duration above nought, given in seconds."""
    return _duration(name, text(name, default))


def rising_seconds(name: str, default: str) -> list[dt.timedelta]:
    """Durations in seconds, comma-separated, each longer than the one before; at least one."""
    found = [_duration(name, word) for word in words(name, default)]
    if not found or found != sorted(set(found)):
        raise ImproperlyConfigured(f"{name} must be rising numbers of seconds, like {default}.")
    return found


def _duration(name: str, word: str) -> dt.timedelta:
    try:
        found = dt.timedelta(seconds=float(word))
    except (ValueError, OverflowError) as error:
        raise ImproperlyConfigured(f"{name}: {word!r} is not a number of seconds.") from error
    if found <= dt.timedelta():
        raise ImproperlyConfigured(f"{name}: {word!r} is not above nought.")
    return found


def http_url(name: str, default: str | None = None) -> str:
    """An absolute http(s) address without a trailing slash."""
    value = text(name, default).rstrip("/")
    if not _reachable(value):
        raise ImproperlyConfigured(f"{name} must be an http:// or https:// address, not {value!r}.")
    return value


def _reachable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Reading the port raises ValueError when it is no number or too large for one.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def broker_url(name: str) -> str:
    """A Redis-protocol address: ``redis://``, ``rediss://`` or ``redis+socket://``."""
    value = text(name)
    if urlsplit(value).scheme not in {"redis", "rediss", "redis+socket"}:
        raise ImproperlyConfigured(
            f"{name} must begin with redis://, rediss:// or redis+socket://."
        )
    return value


def database(name: str) -> dict[str, Any]:
    """Django's connection settings from a libpq address, read by libpq's own parser."""
    try:
        dsn = parse_dsn(text(name))
    except psycopg2.ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} is not a PostgreSQL address: {error}") from error
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    settings = {ours: dsn.pop(theirs, "") for theirs, ours in named.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "PORT": dsn.pop("port", ""),
        **settings,
        "OPTIONS": dsn,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
