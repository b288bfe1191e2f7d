"""A local X with many accounts, as a process of its own; one account may hang.

``python -m tests.bench._x ACCOUNTS HANGING SECONDS``: prints its address and serves until its
standard input ends. HANGING is the number of the account that hangs, -1 for none.
"""

from __future__ import annotations

import logging
import sys
import threading

from x_sandbox.accounts import Account
from x_sandbox.app import App
from x_sandbox.calls import Call, Change, Reply
from x_sandbox.server import Server
from x_sandbox.settings import Settings

FIRST_ID = 2_000_000_000


def account(number: int) -> Account:
    return Account(
        username=f"bench_{number}",
        name=f"{number}",
        consumer_key="bench-consumer-key",
        consumer_secret="bench-consumer-secret",
        access_token=f"{FIRST_ID + number}-bench-access-token",
        access_token_secret="bench-access-secret",
    )


def main(accounts: int, hanging: int, seconds: float) -> None:
    logging.disable()
    ended = threading.Event()

    def seam(call: Call, change: Change) -> Reply:
        if call.account.id == FIRST_ID + hanging:
            ended.wait(seconds)
        return change()

    with Server(App(Settings(), [account(n) for n in range(accounts)], seam)) as server:
        print(server.url, flush=True)
        sys.stdin.read()
        ended.set()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
