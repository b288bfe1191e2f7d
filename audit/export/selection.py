from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from audit.models import Event, EventQuerySet

BATCH = 2000


@dataclass(frozen=True)
class Selection:
    """The events of one export: those that fit, up to the newest one at its start."""

    events: EventQuerySet
    # No event later than this one: among them is the export itself.
    newest: int
    # Whether nothing is left out, so that the chain can be followed in the file.
    whole: bool

    @classmethod
    def now(cls, events: EventQuerySet, *, whole: bool) -> Selection:
        last = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        return cls(events.filter(seq__lte=last), last, whole)

    @cached_property
    def count(self) -> int:
        return self.events.count()

    def batches(self) -> Iterator[list[Event]]:
        """All of them, the oldest first, some at a time, each time in a query of its own."""
        done = 0
        while batch := list(self.events.filter(seq__gt=done).order_by("seq")[:BATCH]):
            yield batch
            done = batch[-1].seq
