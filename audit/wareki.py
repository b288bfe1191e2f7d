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
    return in_japanese(moment) if _japanese() else f"{local:%a %Y-%m-%d %H:%M}"


def in_japanese(moment: dt.datetime) -> str:
    """``令和8年11月22日(日) 9:05``, whatever language the page is in."""
    local = timezone.localtime(moment)
    name, _letter, year = era_year(local.date())
    weekday = WEEKDAYS[local.weekday()]
    day = f"{name}{_counted(year)}年{local.month}月{local.day}日({weekday})"
    return f"{day} {local.hour}:{local:%M}"


def short(moment: dt.datetime) -> str:
    """``R8.11.22 9:05``, for lists."""
    local = timezone.localtime(moment)
    if not _japanese():
        return f"{local:%Y-%m-%d %H:%M}"
    _name, letter, year = era_year(local.date())
    return f"{letter}{year}.{local.month}.{local.day} {local.hour}:{local:%M}"


def day(date: dt.date) -> str:
    """``令和8年11月22日(日)``; in the English interface ``Sun 2026-11-22``."""
    if not _japanese():
        return f"{date:%a %Y-%m-%d}"
    name, _letter, year = era_year(date)
    first = "元" if year == 1 else str(year)
    return f"{name}{first}年{date.month}月{date.day}日({WEEKDAYS[date.weekday()]})"


def stamp(moment: dt.datetime) -> str:
    """``8.11.22``, as it stands in a stamp."""
    local = timezone.localtime(moment)
    return f"{era_year(local.date())[2]}.{local.month}.{local.day}"


def fiscal_year(day: dt.date) -> int:
    """The year, 会計年度, that begins in April."""
    return day.year - (day.month < 4)


def fiscal_year_name(year: int) -> str:
    """「令和8年度」 for 2026, and 「令和元年度」 for 2019, as it came to be called; ``FY2026``."""
    if not _japanese():
        return f"FY{year}"
    name, _letter, counted = era_year(dt.date(year, 12, 31))
    return f"{name}{_counted(counted)}年度"


def _counted(year: int) -> str:
    return "元" if year == 1 else str(year)


def _japanese() -> bool:
    return (translation.get_language() or "ja").startswith("ja")
