"""The trail as PostgreSQL's COPY sends it: one line, one event, checked as it passes by.

Nothing here needs Django, so that further processes can check a part of the trail each.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from audit.chain import SEALED, canonical, seal

NAMES = sorted((*SEALED, "occurred_at", "previous"))
# ``detail`` comes last: every other column is without quotes in all but a few events.
FROM = "FROM audit_event WHERE seq > %d AND seq <= %d ORDER BY seq"
COLUMNS = [*(name for name in NAMES if name != "detail"), "seal", "detail"]
PREVIOUS, SEQ, SEAL = (COLUMNS.index(name) for name in ("previous", "seq", "seal"))
COPY = f"COPY (SELECT {', '.join(COLUMNS)} {FROM}) TO STDOUT"
NOT_ANCHORED = "it is not the event that was anchored"
# Events in one COPY: what is checked after a break, and how often progress is told.
STEP = 20_000
# What COPY writes for the characters it cannot send as they are.
ESCAPES = dict(zip("bfnrtv", "\b\f\n\r\t\v", strict=True))
ESCAPED = re.compile(r"\\(.)")
# Canonical JSON with room for the cells of one line: numbers and detail stand without quotes.
TEMPLATE = re.sub(rb'"(detail|seq)":"%b"', rb'"\1":%b', canonical(dict.fromkeys(NAMES, "%b")))


@dataclass(frozen=True)
class Break:
    """The first event that is not what was sealed, and why."""

    at: int
    why: str


@dataclass(frozen=True)
class Span:
    """The events after number ``after`` up to ``until``; ``previous`` is the seal of ``after``.

    ``anchored``: the seals that are known from elsewhere, by the number of the event.
    """

    after: int
    until: int
    previous: str
    anchored: Mapping[int, str] = field(default_factory=dict)


class Walk:
    """A file for COPY to write to: follows the chain and remembers the first break.

    ``reached`` is the last event that is intact.
    """

    def __init__(self, span: Span) -> None:
        self.reached = span.after
        self.broken: Break | None = None
        self._previous = span.previous.encode()
        self._anchored = {number: seal.encode() for number, seal in span.anchored.items()}

    def write(self, line: bytes) -> None:
        if self.broken:
            return
        head, _tab, detail = line[:-1].rpartition(b"\t")
        cells = head.split(b"\t")
        number = self.reached + 1
        if cells[SEQ] != b"%d" % number:
            self.broken = Break(number, _wrong_number(number, cells[SEQ]))
        elif cells[PREVIOUS] != self._previous:
            self.broken = Break(number, "it does not follow the event before it")
        elif cells[SEAL] != _seal_in_haste(head, cells, detail) and not _is_sealed(cells, detail):
            self.broken = Break(number, "its words do not match its seal")
        elif self._anchored and self._anchored.get(number, cells[SEAL]) != cells[SEAL]:
            self.broken = Break(number, NOT_ANCHORED)
        else:
            self.reached, self._previous = number, cells[SEAL]

    def end(self, until: int) -> None:
        """To be called when COPY has no more lines: event ``until`` must have been among them."""
        if self.broken is None and self.reached < until:
            missing = self.reached + 1
            self.broken = Break(missing, f"event {missing} is missing")


def follow(cursor: Any, span: Span, report: Callable[[int], None] = lambda _reached: None) -> Walk:
    """Check a span, ``STEP`` events at a time. ``cursor`` is psycopg2's, or Django's around it.

    ``report`` is told the last number that was reached, now and then.
    """
    walk = Walk(span)
    known = cursor.connection.info.parameter_status
    if not (known("DateStyle").startswith("ISO") and known("TimeZone") == "UTC"):
        cursor.execute("SET DateStyle = 'ISO'; SET TimeZone = 'UTC'")
    while walk.broken is None and walk.reached < span.until:
        until = min(walk.reached + STEP, span.until)
        cursor.copy_expert(COPY % (walk.reached, until), walk)
        walk.end(until)
        report(walk.reached)
    return walk


def _wrong_number(expected: int, found: bytes) -> str:
    if found.isdigit() and int(found) > expected:
        return f"event {expected} is missing"
    return f"an event numbered {found.decode()} stands in its place"


def _seal_in_haste(head: bytes, cells: list[bytes], detail: bytes) -> bytes:
    """The seal of an ordinary event. A wrong answer is possible, a right one by mistake is not.

    COPY escapes line ends, tabs and backslashes as JSON does, so that cells without quotes can
    be put between quotes as they are. Rare control characters make the seal not fit; then, as
    with quotes, ``_is_sealed`` decides.
    """
    if b'"' in head:
        return b""
    moment = cells[7]
    moment = b"%bT%b:00" % (moment[:10], moment[11:]) if len(moment) == 29 else _moment(moment)
    try:
        sealed = TEMPLATE % (*cells[:5], _canonical(detail), *cells[5:7], moment, *cells[8:16])
    except (ValueError, RecursionError):
        return b""
    return hashlib.sha256(sealed).hexdigest().encode()


def _is_sealed(cells: list[bytes], detail: bytes) -> bool:
    """The same by the book, from the values that the cells stand for."""
    try:
        fields: dict[str, object] = {
            name: _value(cell) for name, cell in zip(COLUMNS, cells, strict=False)
        }
        fields["detail"] = json.loads(_value(detail) or "null")
        fields["seq"] = int(cells[SEQ])
        fields["occurred_at"] = _moment(cells[7]).decode()
    except (ValueError, RecursionError):
        return False
    kept, previous = fields.pop("seal"), str(fields.pop("previous"))
    return seal(fields, previous) == kept


@lru_cache(maxsize=4096)
def _canonical(detail: bytes) -> bytes:
    """Most events repeat the details of another: which status led to which."""
    if detail == b"{}":
        return detail
    return canonical(json.loads(_value(detail) or "null"))


def _moment(cell: bytes) -> bytes:
    """``2026-11-25 01:02:03.5+00`` as it was sealed: ``2026-11-25T01:02:03.500000+00:00``."""
    day, _space, time = cell.removesuffix(b"+00").partition(b" ")
    time, _point, fraction = time.partition(b".")
    return b"%bT%b.%b+00:00" % (day, time, fraction.ljust(6, b"0"))


def _value(cell: bytes) -> str | None:
    r"""What a cell of COPY stands for; ``\N`` is NULL."""
    if cell == b"\\N":
        return None
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), cell.decode())
