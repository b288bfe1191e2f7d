"""Which faults are on. Safe to be used by many request threads at once."""

from __future__ import annotations

import threading

from x_sandbox.accounts import Account
from x_sandbox.faults import Hit, Kind
from x_sandbox.rules import Rule


class Switchboard:
    """Rules under running numbers; the oldest one that hits a call decides what happens to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[int, Rule] = {}
        self._last = 0

    def strike(self, kind: Kind | None, account: Account) -> Hit | None:
        """The fault that this call meets, if any; each call is counted once by each rule it
        reaches. Calls of no kind are never hit."""
        if kind is None:
            return None
        with self._lock:
            for rule in self._rules.values():
                if rule.matches(kind, account.id) and (hit := rule.strike(kind)):
                    return hit
        return None

    def add(self, rule: Rule) -> int:
        with self._lock:
            self._last += 1
            self._rules[self._last] = rule
            return self._last

    def replace(self, rules: list[Rule]) -> None:
        """These and no others, in one step."""
        with self._lock:
            self._rules = dict(enumerate(rules, start=self._last + 1))
            self._last += len(rules)

    def remove(self, number: int) -> bool:
        """Whether there was one."""
        with self._lock:
            return self._rules.pop(number, None) is not None

    def find(self, number: int) -> Rule | None:
        with self._lock:
            return self._rules.get(number)

    def rules(self) -> dict[int, Rule]:
        with self._lock:
            return dict(self._rules)
