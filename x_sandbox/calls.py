"""One API request on its way: authenticate, count, validate, commit, respond."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from werkzeug import Request

from x_sandbox.accounts import Account, Directory
from x_sandbox.faults import Fault, Hit
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
    closing: threading.Event = field(default_factory=threading.Event)

    def now(self) -> float:
        return self.settings.clock()

    def pause(self, seconds: float) -> None:
        """Keep this call waiting, and no other; ends early when the sandbox closes."""
        self.closing.wait(seconds)


@dataclass(frozen=True)
class Call:
    """An authenticated request that is within its limits, and the fault that has hit it."""

    request: Request
    account: Account
    sandbox: Sandbox
    hit: Hit | None = None

    def suffers(self, fault: Fault) -> float | None:
        """For how many seconds this call suffers from ``fault``; None when it does not."""
        return self.hit.seconds if self.hit and self.hit.fault is fault else None


@dataclass(frozen=True)
class Reply:
    """``html`` goes out in place of the body when a fault has put it there."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str = ""


# A validated request, ready to take effect: calling it writes, then tells what was written.
Change = Callable[[], Reply]

# The one place around the commit: what happens before ``change()`` happens to a request X has
# accepted but not carried out, what happens after it to an answer that may never arrive.
Seam = Callable[[Call, Change], Reply]


def straight_through(_call: Call, change: Change) -> Reply:
    return change()
