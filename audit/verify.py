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


def verify() -> Verdict:
    """Walk the whole chain in order and stop at the first break."""
    previous, expected = GENESIS, 1
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != expected:
            return Verdict(expected - 1, expected, f"event {expected} is missing")
        if event.previous != previous:
            return Verdict(expected - 1, event.seq, "it does not follow the event before it")
        if event.seal != event.expected_seal():
            return Verdict(expected - 1, event.seq, "its words do not match its seal")
        previous, expected = event.seal, expected + 1
    return Verdict(expected - 1)
