from __future__ import annotations

import shutil
from pathlib import Path

from devstack import lock, places
from devstack.account import postgres_account


def clean(checkout: Path) -> None:
    """Throw away everything the stack has written, wherever it lies.

    Raises ``StackError`` while the stack runs.
    """
    settled = places.settle(checkout, postgres_account())
    with lock.hold(settled.lock):
        shutil.rmtree(settled.state)
    shutil.rmtree(settled.run)
