"""開庁日: the days and hours on which the city hall works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import jpholiday

SATURDAY = 5


def is_business_day(day: dt.date, closed: Collection[dt.date] = ()) -> bool:
    """Whether the city hall is open: not on weekends, national holidays, 12/29 to 1/3, nor on
    the city's further ``closed`` days."""
    if day.weekday() >= SATURDAY or day in closed or _turn_of_the_year(day):
        return False
    return not jpholiday.is_holiday(day)


def add_business_days(day: dt.date, days: int, closed: Collection[dt.date] = ()) -> dt.date:
    """The ``days``-th business day after ``day``; for 0 the day itself, or the next open one."""
    while days > 0 or not is_business_day(day, closed):
        day += dt.timedelta(days=1)
        if is_business_day(day, closed):
            days -= 1
    return day


def within_office_hours(
    moment: dt.datetime, opens: dt.time, closes: dt.time, closed: Collection[dt.date] = ()
) -> bool:
    """Whether somebody is at work then. ``moment`` is in the city's time; both ends count."""
    clock = moment.time().replace(second=0, microsecond=0)
    return is_business_day(moment.date(), closed) and opens <= clock <= closes


def _turn_of_the_year(day: dt.date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
