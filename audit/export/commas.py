"""CSV for Excel: UTF-8 with a BOM, or CP932 (Shift_JIS) for what cannot read that."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.export.table import Row, headings, rows
from audit.models import Event

BOM = "\ufeff"
# A cell that begins so is a formula to a spreadsheet; Japanese ones read the wide forms, too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Characters that CP932 lacks and that have a near relative there; the others become a geta.
NEAR = {"—": "―", "–": "―", "•": "・", "\u00a0": " "}
GETA = "〓"


def guard(cell: int | str) -> int | str:
    """A text that stays text in a spreadsheet: an apostrophe before whatever looks else."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def heading() -> str:
    """The first line. Lines end in CRLF; every text stands in quotes."""
    return _lines([headings()])


def text(events: Iterable[Event]) -> str:
    return _lines(rows(events))


def table(batches: Iterable[Iterable[Event]]) -> Iterator[str]:
    """All of it, in parts."""
    yield heading()
    yield from map(text, batches)


def _lines(table: Iterable[Row]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in table)
    return out.getvalue()


def utf_8(table: Iterator[str]) -> Iterator[bytes]:
    yield BOM.encode()
    yield from (part.encode() for part in table)


def cp932(table: Iterator[str]) -> Iterator[bytes]:
    return ("".join(map(_in_cp932, part)).encode("cp932") for part in table)


@dataclass(frozen=True, order=True)
class Replacement:
    """A character that CP932 does not give back, and what stands in the file instead."""

    original: str
    instead: str

    @property
    def code(self) -> str:
        return f"U+{ord(self.original):04X}"


def replaced(text: str) -> set[Replacement]:
    """What happens to the characters of this text that CP932 lacks.

    髙 and 﨑 are in CP932; 𠮷 and 🍐 are not. 〜 comes back as ～, its wide twin.
    """
    pairs = (Replacement(c, _in_cp932(c).encode("cp932").decode("cp932")) for c in set(text))
    return {pair for pair in pairs if pair.original != pair.instead}


def _in_cp932(character: str) -> str:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return NEAR.get(character, GETA)
    return character
