"""What it means when no answer came from X: only what surely never left may be sent again."""

from __future__ import annotations

import datetime as dt
import http.client
import ssl

import pytest
import requests
import tweepy
from requests.adapters import BaseAdapter
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

from publishing.answers import read_failure
from publishing.gateway import CannotRead, Message, Refused, Unknown
from publishing.x import X
from tests.cast import KEYS, TEXT
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
    ("waits", requests.exceptions.InvalidURL("no host")),
    ("waits", requests.exceptions.MissingSchema("no scheme")),
    ("waits", requests.exceptions.InvalidSchema("gopher")),
    ("waits", requests.exceptions.InvalidHeader("line break")),
    ("unknown", requests.exceptions.ProxyError("refused")),
    ("unknown", requests.exceptions.UnrewindableBodyError()),
    ("unknown", requests.exceptions.RetryError()),
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
    outcome = read_failure(error)
    assert verdict(outcome) == expected
    if isinstance(outcome, Refused):
        assert (outcome.again, outcome.retry_at) == (True, None)


class Failing(BaseAdapter):
    """A transport that ends every call with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def send(self, *args: object, **kwargs: object) -> requests.Response:
        raise self.error

    def close(self) -> None:
        """Nothing to close."""


ODD: list[tuple[str, Exception]] = [
    *((expected, error) for expected, error in FAILURES),
    ("unknown", HUNG_UP),
    ("unknown", given_up(HUNG_UP)),
    ("unknown", http.client.IncompleteRead(b"{")),
    ("unknown", http.client.BadStatusLine("?")),
    ("unknown", tweepy.TweepyException("odd")),
    ("unknown", ssl.SSLEOFError("EOF occurred in violation of protocol")),
    ("unknown", ConnectionResetError(104, "reset by peer")),
    ("unknown", BrokenPipeError()),
    ("unknown", TimeoutError()),
    ("unknown", OSError("disk")),
    ("unknown", RecursionError()),
    ("unknown", MemoryError()),
    ("unknown", AttributeError("'list' object has no attribute 'get'")),
    ("unknown", TypeError()),
    ("unknown", KeyError("errors")),
    ("unknown", IndexError()),
    ("unknown", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")),
    ("unknown", ZeroDivisionError()),
    ("unknown", AssertionError()),
]


@pytest.mark.parametrize(
    ("expected", "error"), ODD, ids=[f"{type(o[1]).__name__}-{n}" for n, o in enumerate(ODD)]
)
def test_the_way_out_never_raises_whatever_a_call_ends_with(
    expected: str, error: Exception
) -> None:
    way_out = X("http://127.0.0.1:9", KEYS)
    way_out.session.mount("http://", Failing(error))
    assert verdict(way_out.publish(Message(TEXT))) == expected
    removal = way_out.remove("1998765432109876543")
    assert isinstance(removal, Refused if expected == "waits" else Unknown)
    with pytest.raises(CannotRead):
        way_out.timeline(NOW)
