"""Which formats there are, and what each of them makes of the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils import translation

from audit.export import commas, lines
from audit.export.batches import batches
from audit.models import Event, EventQuerySet

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


def stream(
    kind: str, events: EventQuerySet, *, upto: int, count: int, whole: bool
) -> Iterator[bytes]:
    """The file, a batch of events at a time; any format but a workbook.

    ``whole`` when ``events`` leaves nothing out, so that the chain can be followed in the file.
    """
    found = batches(events, upto)
    if kind == "jsonl":
        header = lines.whole_header(upto) if whole else lines.part_header(count)
        return lines.lines(found, header=header)
    table = chain([commas.heading()], map(commas.text, found))
    return commas.cp932(table) if kind == "cp932" else commas.utf_8(table)


def replaced_in(found: Iterable[list[Event]]) -> list[commas.Replacement]:
    """What CP932 would replace in all of these events."""
    every: set[commas.Replacement] = set()
    for batch in found:
        every |= commas.replaced(commas.heading() + commas.text(batch))
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
