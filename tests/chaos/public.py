"""What X holds, and what goes wrong with it: read and ordered without the application."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.stack.account import Account, Seen, plain

SHARE = 0.3
# Longer than the application waits for an answer.
SECONDS = 3
# The post is there and the answer is not: whoever tries again posts twice. Three times as often
# as any other fault.
TEMPTING = ("hang-after", "late", "drop-after", "503-after", "html")
HANDLES = ("shiroi_city", "shiroi_2", "shiroi_3")


def local_accounts(first: Account) -> list[Account]:
    """The given account and two more, for a local X of our own."""
    others = [
        Account(
            {
                **first.keys,
                "X_ACCESS_TOKEN": f"10000000{number}-access-token",
                "X_ACCESS_TOKEN_SECRET": f"access-secret-{number}",
            }
        )
        for number in (12, 13)
    ]
    return [first, *others]


def write_accounts(accounts: Sequence[Account], path: Path) -> None:
    """The file that the local X reads them from."""
    names = [name.removeprefix("X_").lower() for name in accounts[0].keys]
    rows = [
        {"username": handle, "name": handle, **dict(zip(names, one.keys.values(), strict=True))}
        for handle, one in zip(HANDLES, accounts, strict=True)
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")


@dataclass(frozen=True)
class Public:
    """An X; ``own`` says that it is ours, with a fault switchboard and a ledger."""

    url: str
    accounts: Sequence[Account]
    own: bool

    def newest(self) -> list[int]:
        return [account.newest_id(self.url) for account in self.accounts]

    def break_down(self, seed: str) -> None:
        """Every fault there is, on three calls in ten, each in its turn by the seed."""
        if self.own:
            known = [about["fault"] for about in self._control("GET", "faults")["catalogue"]]
            mix = {"faults": [*known, *TEMPTING * 2], "share": SHARE}
            self._control("PUT", "faults", json=[{**mix, "seed": seed, "seconds": SECONDS}])

    def recover(self) -> dict[str, int]:
        """All faults off; how often each has hit."""
        if not self.own:
            return {}
        hits: dict[str, int] = self._control("GET", "faults")["rules"][0]["hits"]
        self._control("DELETE", "faults")
        return hits

    def everything(self, after: Sequence[int]) -> list[Seen]:
        """All posts since these ids, one for each account; of our own X the deleted ones too."""
        if self.own:
            return [_seen(row) for row in self._control("GET", "posts")["posts"]]
        timelines = zip(self.accounts, after, strict=True)
        return [seen for one, since in timelines for seen in one.timeline(self.url, after=since)]

    def _control(self, verb: str, what: str, **options: Any) -> dict[str, Any]:
        answer = requests.request(verb, f"{self.url}/control/{what}", timeout=60, **options)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body


def _seen(row: dict[str, Any]) -> Seen:
    return Seen(row["id"], plain(row["text"]), row["images"], row["reply_to"] or "")
