"""One rule of the switchboard: which faults, on which calls, how often, for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from x_sandbox.draws import drawn
from x_sandbox.faults import CATALOGUE, Fault, Hit, Kind

DAY = 24 * 60 * 60
MOST_TIMES = 1_000_000
FIELDS = {"fault", "faults", "calls", "times", "share", "seed", "account", "seconds"}


class RuleError(ValueError):
    """A rule cannot be used as it is; the message says why."""


@dataclass(kw_only=True)
class Rule:
    """``times``: how many matching calls it lasts, None for ever. ``account``: whose calls, by
    user id; None for everybody's. ``seconds`` overrides how long each fault lasts."""

    faults: tuple[Fault, ...]
    kinds: tuple[Kind, ...]
    times: int | None
    share: float
    seed: str
    account: int | None
    seconds: float | None
    seen: Counter[Kind] = field(default_factory=Counter)
    hits: Counter[Fault] = field(default_factory=Counter)

    @property
    def spent(self) -> bool:
        return self.times is not None and self.seen.total() >= self.times

    def matches(self, kind: Kind, account: int) -> bool:
        return not self.spent and kind in self.kinds and self.account in {None, account}

    def strike(self, kind: Kind) -> Hit | None:
        """Count one matching call, and hit it when its turn has come."""
        self.seen[kind] += 1
        fault = self.planned(kind, self.seen[kind])
        if fault is None:
            return None
        self.hits[fault] += 1
        usual = CATALOGUE[fault].seconds or 0.0
        return Hit(fault, usual if self.seconds is None else self.seconds)

    def planned(self, kind: Kind, turn: int) -> Fault | None:
        """What the ``turn``-th call of this kind (from 1) meets: seed and turn alone decide."""
        suited = [fault for fault in self.faults if kind in CATALOGUE[fault].kinds]
        name = drawn(self.seed, kind, turn, self.share, suited)
        return None if name is None else Fault(name)

    def json(self) -> dict[str, object]:
        return {
            "faults": list(self.faults),
            "calls": list(self.kinds),
            "times": self.times,
            "share": self.share,
            "seed": self.seed,
            "account": None if self.account is None else str(self.account),
            "seconds": self.seconds,
            "seen": dict(self.seen),
            "hits": dict(self.hits),
            "spent": self.spent,
        }


def read(given: object, accounts: Mapping[str, int]) -> Rule:
    """The rule that a JSON object asks for; ``accounts`` holds user ids by id and by name.

    Raises ``RuleError``.
    """
    if not isinstance(given, Mapping):
        raise RuleError("a rule is a JSON object")
    if unknown := sorted(set(given) - FIELDS):
        raise RuleError(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(FIELDS))}")
    faults = _faults(given)
    suited = [kind for kind in Kind if any(kind in CATALOGUE[fault].kinds for fault in faults)]
    return Rule(
        faults=faults,
        kinds=_kinds(given.get("calls"), suited),
        times=_times(given.get("times")),
        share=_number("share", given.get("share"), 1.0, 1.0) or 1.0,
        seed=_seed(given.get("seed")),
        account=_account(given.get("account"), accounts),
        seconds=_number("seconds", given.get("seconds"), None, DAY),
    )


def _faults(given: Mapping[str, object]) -> tuple[Fault, ...]:
    named = given.get("faults", [])
    names = [*(named if isinstance(named, list) else [named])]
    names += [given["fault"]] if given.get("fault") else []
    try:
        found = tuple(Fault(name) for name in names)
    except ValueError as error:
        raise RuleError(f"{error}; there are {', '.join(Fault)}") from error
    if not found:
        raise RuleError(f"name at least one fault of {', '.join(Fault)}")
    return found


def _kinds(given: object, suited: list[Kind]) -> tuple[Kind, ...]:
    names: list[Any] = given if isinstance(given, list) else [given] if given else [*suited]
    try:
        kinds = tuple(Kind(name) for name in names) or tuple(suited)
    except ValueError as error:
        raise RuleError(f"{error}; calls are {', '.join(Kind)}") from error
    if not set(kinds) <= set(suited):
        raise RuleError(f"these faults only hit {', '.join(suited)}")
    return kinds


def _times(given: object) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_TIMES:
        raise RuleError("times is a whole number from 1 up, or null for ever")
    return given


def _number(name: str, given: object, default: float | None, largest: float) -> float | None:
    if given is None:
        return default
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 < given <= largest:
        raise RuleError(f"{name} is a number above 0, up to {largest:g}")
    return float(given)


def _seed(given: object) -> str:
    if given is not None and not isinstance(given, int | str):
        raise RuleError("seed is a number or a text")
    return "0" if given is None else str(given)


def _account(given: object, accounts: Mapping[str, int]) -> int | None:
    if given is None:
        return None
    if str(given) not in accounts:
        raise RuleError(f"there is no account {given!r}")
    return accounts[str(given)]
