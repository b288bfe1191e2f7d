from __future__ import annotations

from collections.abc import Iterator

from audit.models import Event, EventQuerySet

SIZE = 2000


def newest() -> int:
    """The number of the last event there is; an export goes no further."""
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def batches(events: EventQuerySet, upto: int) -> Iterator[list[Event]]:
    """All of them up to event ``upto``, the oldest first, some at a time."""
    waiting = events.filter(seq__lte=upto).order_by("seq")
    done = 0
    while batch := list(waiting.filter(seq__gt=done)[:SIZE]):
        yield batch
        done = batch[-1].seq
