"""Dates and times as a city hall writes them: the era's year, the weekday, the city's time."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation

# The first day of each era, newest first.
ERAS = (("令和", "R", dt.date(2019, 5, 1)), ("平成", "H", dt.date(1989, 1, 8)))
WEEKDAYS = "月火水木金土日"


def era_year(day: dt.date) -> tuple[str, str, int]:
    """The era's name, its letter and the year in it. Raises ``ValueError`` before 平成."""
    for name, letter, begin in ERAS:
        if day >= begin:
            return name, letter, day.year - begin.year + 1
    raise ValueError(f"{day} is before the eras this city's account can speak of")


def long(moment: dt.datetime) -> str:
    """``令和8年11月22日(日) 9:05``; in the English interface ``Sun 2026-11-22 09:05``."""
    local = timezone.localtime(moment)
    if not _japanese():
        return f"{local:%a %Y-%m-%d %H:%M}"
    name, _letter, year = era_year(local.date())
    first = "元" if year == 1 else str(year)
    weekday = WEEKDAYS[local.weekday()]
    return f"{name}{first}年{local.month}月{local.day}日({weekday}) {local.hour}:{local:%M}"


def day(moment: dt.datetime) -> str:
    """``令和8年11月22日``; in the English interface ``2026-11-22``."""
    local = timezone.localtime(moment)
    if not _japanese():
        return f"{local:%Y-%m-%d}"
    name, _letter, year = era_year(local.date())
    return f"{name}{'元' if year == 1 else year}年{local.month}月{local.day}日"


def short(moment: dt.datetime) -> str:
    """``R8.11.22 9:05``, for lists."""
    local = timezone.localtime(moment)
    if not _japanese():
        return f"{local:%Y-%m-%d %H:%M}"
    _name, letter, year = era_year(local.date())
    return f"{letter}{year}.{local.month}.{local.day} {local.hour}:{local:%M}"


def stamp(moment: dt.datetime) -> str:
    """``8.11.22``, as it stands in a stamp."""
    local = timezone.localtime(moment)
    return f"{era_year(local.date())[2]}.{local.month}.{local.day}"


def _japanese() -> bool:
    return (translation.get_language() or "ja").startswith("ja")
