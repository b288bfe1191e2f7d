"""Which formats there are, and what each of them makes of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import translation

from audit.export import commas, lines, workbook
from audit.export.selection import Selection
from audit.models import Event

# What Excel is to open is prepared or looked through first, and Excel has its limits.
FOR_EXCEL = frozenset({"cp932", "xlsx"})
MOST_FOR_EXCEL = 100_000
SUFFIX = {"csv": "csv", "cp932": "csv", "xlsx": "xlsx", "jsonl": "jsonl"}
CONTENT_TYPE = {
    "csv": "text/csv; charset=utf-8",
    "cp932": "text/csv; charset=Shift_JIS",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}


def stream(kind: str, selection: Selection, batches: Iterable[list[Event]]) -> Iterator[bytes]:
    """The file in parts, as its events are read; a workbook only after the last of them."""
    if kind == "xlsx":
        return workbook.parts(batches)
    if kind == "jsonl":
        return lines.lines(selection, batches)
    table = commas.table(batches)
    return commas.cp932(table) if kind == "cp932" else commas.utf_8(table)


def replaced(batches: Iterable[list[Event]]) -> list[commas.Replacement]:
    """What CP932 would replace in all of these events."""
    every = commas.replaced(commas.heading())
    for batch in batches:
        every |= commas.replaced(commas.text(batch))
    return sorted(every)


def spoken(language: str, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, each made in this language.

    A response is sent after the request has left the middleware that chose its language.
    """
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part
