"""A forger with every right in the database: what they can do to a trail, and where it shows."""

from __future__ import annotations

import copy
import hashlib
import random
from collections.abc import Callable
from typing import Any

from audit.chain import GENESIS, Anchor, canonical

Row = dict[str, Any]
Trail = list[Row]
# A forged trail, and the number of the first event that is provably not what was sealed.
Forged = tuple[Trail, int]


def change(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    """Any field of any event."""
    row = chance.choice(trail)
    number, name = row["seq"], chance.choice(sorted(row))
    row[name] = _another(row[name], name, chance)
    return trail, number


def delete(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    number = trail.pop(chance.randrange(len(trail)))["seq"]
    return trail, number


def delete_and_close_up(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    trail, number = delete(trail, anchors, chance)
    for row in trail[number - 1 :]:
        row["seq"] -= 1
    return trail, number


def swap(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    """Two events take each other's number; they may take each other's seals along, or not."""
    one, other = sorted(chance.sample(range(len(trail)), 2))
    stay = ["seq"] if chance.random() < 0.5 else ["seq", "previous", "seal"]
    trail[one], trail[other] = trail[other], trail[one]
    for name in stay:
        trail[one][name], trail[other][name] = trail[other][name], trail[one][name]
    return trail, one + 1


def insert(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    """A stranger, sealed so as to follow the event before it; all others move up."""
    at = chance.randrange(len(trail) + 1)
    stranger = copy.deepcopy(chance.choice(trail))
    for row in trail[at:]:
        row["seq"] += 1
    sealed = chance.random() < 0.5 and at < len(trail)
    trail.insert(at, stranger | {"seq": at + 1, "actor_name": "別人"})
    if sealed:
        _seal_anew(trail[: at + 1], at)
    # A well sealed stranger can only be told by what follows, unless its place was anchored.
    exposed = at + 2 if sealed and not _anchored(anchors, at + 1) else at + 1
    return trail, exposed


def cut(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    kept = chance.randrange(len(trail))
    return trail[:kept], kept + 1


def rewrite(trail: Trail, anchors: list[Anchor], chance: random.Random) -> Forged:
    """History anew from some event on, every seal recomputed: only an anchor tells."""
    at = chance.randrange(len(trail))
    trail[at]["actor_name"] = "別人"
    _seal_anew(trail, at)
    return trail, min(anchor.count for anchor in anchors if anchor.count > at)


KINDS: dict[str, Callable[[Trail, list[Anchor], random.Random], Forged]] = {
    forge.__name__: forge
    for forge in (change, delete, delete_and_close_up, swap, insert, cut, rewrite)
}


def _anchored(anchors: list[Anchor], number: int) -> bool:
    return any(anchor.count == number for anchor in anchors)


def _seal_anew(trail: Trail, at: int) -> None:
    previous = trail[at - 1]["seal"] if at else GENESIS
    for row in trail[at:]:
        row["previous"] = previous
        del row["seal"]
        row["seal"] = previous = hashlib.sha256(canonical(row)).hexdigest()


def _another(value: Any, name: str, chance: random.Random) -> Any:
    """Something that is not ``value`` but could stand in its column."""
    if name == "seq":
        return value + 1000
    if name == "occurred_at":
        moved = (int(value[20:26]) + chance.randrange(1, 10**6)) % 10**6
        return f"{value[:20]}{moved:06}{value[26:]}"
    if name == "detail":
        return chance.choice([{"forged": True}, {**value, "forged": True}, {"detail": value}])
    if name in {"previous", "seal"}:
        return "".join(chance.sample("0123456789abcdef" * 4, 64))
    options = [f"{value} ", value[::-1], value.swapcase(), value[1:], f"{value}\v", "別"]
    limit = {"digest": 64, "session": 16}.get(name, 32)
    fitting = [option for option in options if option != value and len(option) <= limit]
    return chance.choice(fitting)
