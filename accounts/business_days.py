"""開庁日: the days on which the city hall works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import jpholiday

SATURDAY = 5


def is_business_day(day: dt.date, closed: Collection[dt.date] = ()) -> bool:
    """Whether the city hall works that day: no weekend, no holiday, not 12/29 to 1/3.

    ``closed`` are further days on which it does not.
    """
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    weekend = day.weekday() >= SATURDAY
    return not (weekend or year_end or day in closed or jpholiday.is_holiday(day))


def add_business_days(day: dt.date, days: int, closed: Collection[dt.date] = ()) -> dt.date:
    """The day that is ``days`` business days after ``day``, which itself is not counted."""
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_business_day(day, closed)
    return day
