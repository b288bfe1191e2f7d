"""JSON Lines: the export whose seals anybody can verify (docs/trail.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.chain import export_header, selection_header
from audit.export.selection import Selection
from audit.models import Event


def header(selection: Selection) -> str:
    """The first line. Raises ``DoesNotExist`` for a whole trail without any event."""
    if not selection.whole:
        return selection_header(count=selection.count)
    first, last = Event.objects.earliest("seq"), Event.objects.get(seq=selection.newest)
    return export_header(
        first=first.seq, count=selection.count, previous=first.previous, last=last.seal
    )


def lines(selection: Selection, batches: Iterable[list[Event]]) -> Iterator[bytes]:
    """The header and one line for each event, a batch of them at a time."""
    yield f"{header(selection)}\n".encode()
    for batch in batches:
        yield "".join(f"{event.export_line()}\n" for event in batch).encode()
