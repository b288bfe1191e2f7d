"""Strict readers of environment variables.

A wrong value stops the start with a sentence that names the variable, instead of failing at
three in the morning. Every reader raises ``ImproperlyConfigured``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import parse_dsn


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that ``<name>_FILE`` points at."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def flag(name: str) -> bool:
    """True for ``1``, False for ``0`` or nothing; anything else is refused."""
    value = os.environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def http_url(name: str, default: str | None = None) -> str:
    """An absolute http(s) address without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be an http:// or https:// address, not {value!r}.")
    return value


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
