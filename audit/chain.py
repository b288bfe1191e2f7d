"""How an event is sealed: SHA-256 over its canonical JSON, which holds the seal before it.

Canonical JSON is UTF-8, keys sorted by code point, no white space, characters not escaped.
Anybody can recompute the chain from an export with a few lines of any language; docs/trail.md
tells how, with a worked example.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
FORMAT = "trail/1"


@dataclass(frozen=True, order=True)
class Anchor:
    """The state of the chain at the end of a day, kept where the database cannot reach it.

    Since the numbers have no gap, ``count`` is also the number of the last event, and ``seal``
    is that event's seal (``GENESIS`` of an empty trail).
    """

    count: int
    date: dt.date
    seal: str


def canonical(fields: Mapping[str, object]) -> bytes:
    """The one byte string that stands for these fields. Values are str, int, None, list, dict."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def seal(fields: Mapping[str, object], previous: str) -> str:
    """64 hex digits that no other history can have. ``previous`` is the seal before."""
    return hashlib.sha256(canonical({**fields, "previous": previous})).hexdigest()


def export_line(fields: Mapping[str, object], *, previous: str, seal: str) -> str:
    """An event in an export, without a line end: what its seal covers, and its seal.

    ``fields`` are ``Event.sealed_fields()``. Taking ``seal`` out of the line gives back the
    sealed bytes.
    """
    return canonical({**fields, "previous": previous, "seal": seal}).decode("utf-8")


def export_header(*, first: int, count: int, previous: str, last: str) -> str:
    """The first line of an export without gaps: ``count`` events from number ``first`` on.

    ``previous`` is the seal before the first of them (``GENESIS`` before event 1), ``last`` the
    seal of the last one. It makes a cut-off end visible in the file itself.
    """
    header = {"format": FORMAT, "complete": True, "first": first, "count": count}
    return _line("header", {**header, "previous": previous, "last": last})


def selection_header(*, count: int) -> str:
    """The first line of an export that leaves events out: each one is checked by itself."""
    return _line("header", {"format": FORMAT, "complete": False, "count": count})


def anchor_line(anchor: Anchor) -> str:
    """An anchor in an export (after the header, before the events) and in the anchor file."""
    kept = {"date": anchor.date.isoformat(), "count": anchor.count, "seal": anchor.seal}
    return _line("anchor", kept)


def _line(kind: str, content: Mapping[str, object]) -> str:
    return canonical({kind: content}).decode("utf-8")
