"""Strict readers of environment variables.

A wrong value stops the start with a sentence that names the variable, instead of failing at
three in the morning. Every reader raises ``ImproperlyConfigured``.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
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


def path(name: str) -> Path | None:
    """An absolute path whose folder is there; None when the variable is not set."""
    given = text(name, "")
    if not given:
        return None
    value = Path(given)
    if not value.is_absolute() or not value.parent.is_dir():
        raise ImproperlyConfigured(
            f"{name} must be an absolute path in a folder that exists, not {given!r}."
        )
    return value


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


def optional_http_url(name: str) -> str:
    """An absolute http(s) address, or nothing when the variable is not set."""
    return http_url(name) if _given(name) else ""


def chosen(name: str, options: Collection[str], default: str) -> str:
    """One of the given words."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")
    return value


def port(name: str, default: int) -> int:
    """A TCP port."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and 0 < int(value) < 65536):
        raise ImproperlyConfigured(f"{name} must be a port between 1 and 65535, not {value!r}.")
    return int(value)


def mail_address(name: str, default: str | None = None) -> str:
    """An e-mail address, also with a name before it: ``白井市 <sns@city.example.jp>``."""
    value = text(name, default)
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError as error:
        raise ImproperlyConfigured(f"{name} must be an e-mail address, not {value!r}.") from error
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
