"""Reading a date and time as city hall staff type it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from audit.wareki import ERAS

YEAR_ZERO = {
    spelling: begin.year - 1 for name, letter, begin in ERAS for spelling in (name, letter)
}
DAY = (
    r"(?:(?P<era>令和|平成|R|H)\s*(?P<era_year>元|\d{1,2})|(?P<year>\d{4}))\s*[年./-]\s*"
    r"(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?\s*(?:\([日月火水木金土](?:・祝)?\))?"
)
DATE = re.compile(DAY)
PATTERN = re.compile(
    DAY + r"\s*T?\s*"
    r"(?P<hour>\d{1,2})\s*(?:時|:)\s*(?P<minute>\d{1,2})?\s*分?(?::\d{2}(?:\.\d+)?)?"
)


def parse(typed: str) -> dt.datetime:
    """A naive local time from ``2026-11-23T09:00``, 「令和８年11月23日 9時」, ``R8.11.23 9:00``.

    Raises ``ValueError`` for anything else.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    found = PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(typed)
    return dt.datetime(  # noqa: DTZ001 - the caller knows the city's time zone
        _year(found),
        int(found["month"]),
        int(found["day"]),
        int(found["hour"]),
        int(found["minute"] or 0),
    )


def parse_day(typed: str) -> dt.date:
    """A day from ``2027-04-01``, 「令和９年4月1日」, ``R9.4.1``.

    Raises ``ValueError`` for anything else.
    """
    found = DATE.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        raise ValueError(typed)
    return dt.date(_year(found), int(found["month"]), int(found["day"]))


def _year(found: re.Match[str]) -> int:
    if not found["era"]:
        return int(found["year"])
    counted = 1 if found["era_year"] == "元" else int(found["era_year"])
    return YEAR_ZERO[found["era"]] + counted
