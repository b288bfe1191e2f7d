"""What it means when no answer came from X: only what surely never left may be sent again."""

from __future__ import annotations

import datetime as dt

import pytest
import requests
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.exceptions import SSLError as InnerSSLError

from publishing.answers import CONNECT_WAIT, read_failure
from publishing.gateway import Refused
from tests.publishing.steps import verdict

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
POOL = HTTPConnectionPool("api.x.com", 443)
PLAIN, SECURE = HTTPConnection("api.x.com"), HTTPSConnection("api.x.com")


def given_up(reason: Exception) -> MaxRetryError:
    return MaxRetryError(POOL, "/2/tweets", reason)


UNTRUSTED = InnerSSLError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
BROKEN = InnerSSLError("[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC]")
NO_NAME = NameResolutionError("api.x.com", SECURE, OSError(-2, "unknown"))  # type: ignore[arg-type]
HUNG_UP = ProtocolError("Connection aborted.", ConnectionResetError(104, "reset by peer"))

FAILURES: list[tuple[str, requests.RequestException]] = [
    ("waits", requests.ConnectTimeout(given_up(ConnectTimeoutError(PLAIN, "timed out")))),
    ("waits", requests.ConnectTimeout()),
    ("waits", requests.ConnectionError(given_up(NewConnectionError(PLAIN, "refused")))),
    ("waits", requests.ConnectionError(NewConnectionError(PLAIN, "refused"))),
    ("waits", requests.ConnectionError(given_up(NO_NAME))),
    ("waits", requests.exceptions.SSLError(given_up(UNTRUSTED))),
    ("waits", requests.exceptions.SSLError(UNTRUSTED)),
    ("unknown", requests.exceptions.SSLError(given_up(BROKEN))),
    ("unknown", requests.exceptions.SSLError(BROKEN)),
    ("unknown", requests.ReadTimeout(ReadTimeoutError(POOL, "/2/tweets", "Read timed out."))),
    ("unknown", requests.ReadTimeout()),
    ("unknown", requests.ConnectionError(HUNG_UP)),
    ("unknown", requests.ConnectionError(given_up(HUNG_UP))),
    ("unknown", requests.ConnectionError("something")),
    ("unknown", requests.ConnectionError()),
    ("unknown", requests.Timeout()),
    ("unknown", requests.exceptions.ChunkedEncodingError(HUNG_UP)),
    ("unknown", requests.exceptions.ContentDecodingError()),
    ("unknown", requests.TooManyRedirects()),
    ("unknown", requests.JSONDecodeError("Expecting value", "", 0)),
    ("unknown", requests.RequestException("unreadable answer")),
]


@pytest.mark.parametrize(
    ("expected", "error"),
    FAILURES,
    ids=[f"{type(f[1]).__name__}-{n}" for n, f in enumerate(FAILURES)],
)
def test_a_call_without_an_answer_means(expected: str, error: requests.RequestException) -> None:
    outcome = read_failure(error, now=NOW)
    assert verdict(outcome) == expected
    if isinstance(outcome, Refused):
        assert outcome.retry_at == NOW + CONNECT_WAIT
