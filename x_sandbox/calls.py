"""One API request on its way: authenticate, count, validate, commit, respond."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug import Request

from x_sandbox.accounts import Account, Directory
from x_sandbox.settings import Settings
from x_sandbox.snowflake import Mint
from x_sandbox.store import Store


@dataclass(frozen=True)
class Sandbox:
    """Everything a request may touch."""

    settings: Settings
    store: Store
    directory: Directory
    mint: Mint

    def now(self) -> float:
        return self.settings.clock()


@dataclass(frozen=True)
class Call:
    """An authenticated request that is within its limits."""

    request: Request
    account: Account
    sandbox: Sandbox


@dataclass(frozen=True)
class Reply:
    status: int
    body: Mapping[str, object]


# A validated request, ready to take effect: calling it writes, then tells what was written.
Change = Callable[[], Reply]

# The one place around the commit: what happens before ``change()`` happens to a request X has
# accepted but not carried out, what happens after it to an answer that may never arrive.
Seam = Callable[[Call, Change], Reply]


def straight_through(_call: Call, change: Change) -> Reply:
    return change()
