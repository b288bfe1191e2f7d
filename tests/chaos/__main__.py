"""``make chaos``: approved posts by the hundred, while everything fails that can fail.

Real processes: PostgreSQL, Valkey, two workers, two beats, and a local X of which three calls
in ten meet a fault drawn from the seed. Workers are killed every few seconds, the broker is
flushed twice, the database restarted once. Then all is left in peace, and what the database
believes, what the trail says and what X holds are compared id by id. Exit 1 on anything lost,
doubled or stuck, and on any contradiction.

``N`` (1000) posts, ``SEED`` (by chance); ``EXPECTED=file.json`` gets what was approved and what
the system believes; with ``X_API_BASE_URL`` and the ``X_*`` keys another X-shaped server is
used, with whatever faults it has.
"""

from __future__ import annotations

import importlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

import django
import requests

from devstack.failure import StackError
from tests.chaos import public
from tests.chaos.public import Public
from tests.stack.account import Account
from tests.stack.running import surroundings

UNUSABLE = 2
# In minutes what takes hours at X: see shirai_sns/settings.py.
HASTE = {"X_READ_TIMEOUT": "1.5", "RECONCILE_AFTER": "1,3,6", "RETRY_AFTER": "1,2,4", "DEBUG": "0"}
# X's own protection against doubles would hide ours; its rate limits would make it a long day.
LOCAL_X = ("--duplicate-window", "0", "--limit-factor", "1000")


def main() -> int:
    given = os.environ.get("N") or "1000"
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= 100_000):
        print(f"chaos: N must be a whole number from 1 up, not {given!r}", file=sys.stderr)
        return UNUSABLE
    seed = os.environ.get("SEED") or str(secrets.randbelow(10**6))
    expected = os.environ.get("EXPECTED")
    try:
        sound = _drill(int(given), seed, Path(expected) if expected else None)
    except (StackError, requests.RequestException) as failure:
        print(f"chaos: {failure}", file=sys.stderr)
        return 1
    return 0 if sound else 1


def _drill(count: int, seed: str, expected: Path | None) -> bool:
    own = not os.environ.get("X_API_BASE_URL")
    first = Account.given()
    accounts = public.local_accounts(first) if own else [first]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "accounts.json"
        if own:
            public.write_accounts(accounts, listed)
        arguments = (*LOCAL_X, "--accounts", str(listed))
        with surroundings(first, variables=HASTE, local_x=arguments) as stack:
            os.environ.update(stack.application.worker_environment)
            django.setup()
            # It speaks with the database, so it can only be read now.
            story = importlib.import_module("tests.chaos.story")
            sound: bool = story.tell(
                stack,
                Public(stack.x_url, accounts, own),
                count=count,
                seed=seed,
                expected=expected,
            )
            return sound


if __name__ == "__main__":
    sys.exit(main())
