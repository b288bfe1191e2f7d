"""What an automatic check found, and what a text is measured against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# The checks of the house itself; "1" to "10" are the prohibitions of ガイドライン3(6).
HOUSE = "house"


class Severity(StrEnum):
    """A block has to be mended; a warning may be passed by with a written reason."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Concern:
    """One thing to look at. The ``code`` is stored: never rename one.

    ``item`` is the key of the checklist's item it belongs to, or ``house``; ``passage`` the
    words of the text it is about.
    """

    code: str
    item: str
    severity: Severity
    message: str
    passage: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK


@dataclass(frozen=True)
class Earlier:
    """Another request with its text, for the guard against saying the same thing twice."""

    number: str
    text: str


@dataclass(frozen=True)
class Yardstick:
    """What the city has laid down, as plain values. Times are local, in the city's zone."""

    now: dt.datetime
    hashtags_off: bool = False
    allowed_hashtags: frozenset[str] = frozenset()
    max_hashtags: int = 2
    shorteners: frozenset[str] = frozenset()
    office_opens: dt.time = dt.time(8, 30)
    office_closes: dt.time = dt.time(17, 15)
    closed_days: frozenset[dt.date] = frozenset()
    election_periods: tuple[tuple[dt.date, dt.date], ...] = ()
    city_phones: frozenset[str] = frozenset()
    duplicate_hours: int = 24
    earlier: tuple[Earlier, ...] = ()
    # The city's own words, by the key of the item they belong to.
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
