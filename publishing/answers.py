"""Reading X's answers: which of the three outcomes an HTTP response or a failure means.

Only what surely did not create a post counts as refused; everything odd is unknown.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import requests
from django.utils.translation import gettext as _
from urllib3.exceptions import MaxRetryError, NewConnectionError

from publishing.gateway import Outcome, Posted, Refused, Unknown

# 15-minute window when X sends no reset header.
DEFAULT_WAIT = dt.timedelta(minutes=15)
# Problems of the account or the contract, which no waiting cures.
NEEDS_A_PERSON = {
    "oauth1-permissions",
    "client-forbidden",
    "unsupported-authentication",
    "credits",
    "usage-capped",
}
# Raised while the request is put together: nothing was sent.
NEVER_SENT = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
)


def read_created(response: requests.Response, *, now: dt.datetime) -> Outcome:
    """The outcome of POST /2/tweets."""
    status, body = response.status_code, _json(response)
    if status == 201:
        x_id = str(_mapping(_mapping(body).get("data")).get("id", ""))
        return Posted(x_id) if x_id.isdigit() else Unknown(f"201 without an id: {_words(response)}")
    refusal = read_refusal(response, now=now)
    return refusal or Unknown(f"HTTP {status}: {_words(response)}")


def read_refusal(response: requests.Response, *, now: dt.datetime) -> Refused | None:
    """The refusal that this answer surely is, or None when it may hide a created post."""
    status, words = response.status_code, _words(response)
    said = f"HTTP {status}: {words}"
    if status in {401, 402} or (status in {403, 429} and _problem(response) in NEEDS_A_PERSON):
        return Refused(said, halt=True)
    if status == 429:
        return Refused(said, retry_at=reset_time(response, now) or now + DEFAULT_WAIT)
    if status == 403 and "duplicate content" in words.lower():
        return None
    if status in {400, 403, 404, 413}:
        return Refused(said)
    return None


def read_failure(error: requests.RequestException) -> Outcome:
    """The outcome of a call that ended without an answer."""
    said = {"error": f"{type(error).__name__}: {error}"[:500]}
    if _never_left(error):
        return Refused(_("X could not be reached (%(error)s)") % said, again=True)
    return Unknown(_("No answer came from X (%(error)s)") % said)


def reset_time(response: requests.Response, now: dt.datetime) -> dt.datetime | None:
    """When the exhausted window opens again: the latest reset among those with nothing left.
    None when X does not say."""
    resets = []
    for family in ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"):
        reset = response.headers.get(f"{family}-reset", "")
        if response.headers.get(f"{family}-remaining", "0") == "0" and (when := _moment(reset)):
            resets.append(when)
    return max([*resets, now + dt.timedelta(seconds=5)]) if resets else None


def _moment(epoch: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _never_left(error: requests.RequestException) -> bool:
    """True when the request surely did not reach X: no connection, no name, no trust."""
    if isinstance(error, NEVER_SENT):
        return True
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, requests.exceptions.SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(error)
    # NameResolutionError is a NewConnectionError.
    return isinstance(cause, NewConnectionError)


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except (requests.JSONDecodeError, json.JSONDecodeError, UnicodeDecodeError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _problem(response: requests.Response) -> str:
    """The last path part of the problem's type; its host varies."""
    return str(_mapping(_json(response)).get("type", "")).rpartition("/")[2]


def _words(response: requests.Response) -> str:
    body = _mapping(_json(response))
    errors = body.get("errors")
    first = _mapping(errors[0]) if isinstance(errors, list) and errors else {}
    words = first.get("message") or body.get("detail") or body.get("title")
    return str(words or response.text or "(empty)")[:300]
