"""JSON Lines: the export whose seals anybody can verify (docs/trail.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.chain import export_header, selection_header
from audit.models import Event


def whole_header(upto: int) -> str:
    """The first line of the whole trail up to this event. Raises ``DoesNotExist`` without one."""
    first = Event.objects.earliest("seq")
    last = Event.objects.get(seq=upto)
    return export_header(
        first=first.seq, count=upto - first.seq + 1, previous=first.previous, last=last.seal
    )


def lines(batches: Iterable[list[Event]], *, header: str) -> Iterator[bytes]:
    """The header and one line for each event, a batch of them at a time."""
    yield f"{header}\n".encode()
    for batch in batches:
        yield "".join(f"{event.export_line()}\n" for event in batch).encode()


def part_header(count: int) -> str:
    return selection_header(count=count)
