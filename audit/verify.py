"""Checking the trail: no gap, no stranger, no changed word."""

from __future__ import annotations

from dataclasses import dataclass

from audit.chain import GENESIS
from audit.models import Event


@dataclass(frozen=True)
class Verdict:
    """How many events stand unbroken from the first, and why the next one does not."""

    intact: int
    broken_at: int | None = None
    why: str = ""


def verify(*, last: int | None = None) -> Verdict:
    """Walk the chain in order and stop at the first break.

    With ``last`` only that many events at its end are walked, which costs the same however
    long the trail is; ``intact`` then counts those.
    """
    events = Event.objects.order_by("seq")
    previous, expected = GENESIS, 1
    if last is not None and (start := _before_the_last(last)):
        events = events.filter(seq__gt=start.seq)
        previous, expected = start.seal, start.seq + 1
    intact = 0
    for event in events.iterator(chunk_size=2000):
        if event.seq != expected:
            return Verdict(intact, expected, f"event {expected} is missing")
        if event.previous != previous:
            return Verdict(intact, event.seq, "it does not follow the event before it")
        if event.seal != event.expected_seal():
            return Verdict(intact, event.seq, "its words do not match its seal")
        previous, expected = event.seal, expected + 1
        intact += 1
    return Verdict(intact)


def _before_the_last(count: int) -> Event | None:
    return Event.objects.order_by("-seq")[count : count + 1].first()
