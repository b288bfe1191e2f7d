"""Chance that can be repeated: what happens to the k-th call follows from the seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EIGHT_BYTES = 2**64


def drawn(seed: str, kind: str, turn: int, share: float, names: Sequence[str]) -> str | None:
    """Which of ``names`` hits the ``turn``-th call of this kind (from 1), if any does.

    ``share`` (0 to 1) of the calls are hit, in the long run. A pure function: equal arguments,
    equal answer, on every machine.
    """
    dice = hashlib.sha256(f"{seed}:{kind}:{turn}".encode()).digest()
    if not names or int.from_bytes(dice[:8]) / EIGHT_BYTES >= share:
        return None
    return names[int.from_bytes(dice[8:16]) % len(names)]
