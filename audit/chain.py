"""How an event is sealed: SHA-256 over its canonical JSON, which holds the seal before it.

Canonical JSON is UTF-8, keys sorted by code point, no white space, characters not escaped.
Anybody can recompute the chain from an export with a few lines of any language; docs/trail.md
tells how, with a worked example.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GENESIS = "0" * 64
FORMAT = "trail/1"
# What the seal covers besides the time and the seal before: every other column.
SEALED = (
    "seq",
    "act",
    "actor_number",
    "actor_name",
    "actor_title",
    "actor_section",
    "on_behalf_of",
    "subject_kind",
    "subject_code",
    "subject_label",
    "digest",
    "reason",
    "detail",
    "ip",
    "session",
)
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
# Beyond it JavaScript, jq and others no longer tell one integer from the next.
LARGEST_INTEGER = 2**53 - 1


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
    """The one byte string that stands for these fields; see ``storable`` for their values."""
    return _encode(fields).encode("utf-8")


def seal(fields: Mapping[str, object], previous: str) -> str:
    """64 hex digits that no other history can have. ``previous`` is the seal before."""
    return hashlib.sha256(canonical({**fields, "previous": previous})).hexdigest()


def canonical_around(fields: Mapping[str, object], holes: Sequence[str]) -> list[str]:
    """``canonical`` cut open where further names belong: one piece more than ``holes``.

    The database, which alone knows a new event's number and the seal before it, puts them in
    between. Every piece is the inside of an object, without braces and outer commas.
    """
    pieces: list[dict[str, object]] = [{} for _piece in range(len(holes) + 1)]
    bounds = sorted(holes)
    for name in fields:
        pieces[bisect(bounds, name)][name] = fields[name]
    return [_encode(piece)[1:-1] for piece in pieces]


def storable(value: object) -> object:
    """The same value as PostgreSQL and JSON can both keep it, so that its seal always fits.

    Text loses NUL and lone surrogates (X or a browser may send them). Whole numbers, yes, no
    and nothing stay; tuples become lists. Raises ``TypeError`` for anything else: no two
    languages write a fraction the same way, so it belongs into a string.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return int(value)
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {storable(name): storable(item) for name, item in value.items()}
    raise TypeError(f"The trail keeps text, whole numbers, lists and mappings, not {value!r}.")


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
