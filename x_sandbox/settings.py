"""What may be tuned; the defaults behave like X."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DAY = 24 * 60 * 60
MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All durations in seconds. ``state`` is the SQLite file; without one, memory is used."""

    state: Path | None = None
    duplicate_window: float = DAY
    signature_window: float = 5 * MINUTE
    media_lifetime: float = DAY
    limit_factor: int = 1
    clock: Callable[[], float] = time.time
