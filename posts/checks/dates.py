"""日付と曜日: the days a text names exist, fall on the weekday it says and lie ahead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from audit.wareki import WEEKDAYS
from posts.checks.concern import HOUSE, Concern, Severity
from posts.checks.reading import excerpt, sentences
from posts.moments import YEAR_ZERO

WEEKDAY = r"(?:\s*\(\s*(?P<{0}>[日月火水木金土])(?:曜日?)?(?:[・/、].{{0,4}}?)?\s*\))?"
DATE = re.compile(
    r"(?:(?P<era>令和|平成|R|H)\s*(?P<era_year>元|\d{1,2})[年.]\s*|(?P<year>20\d\d)[年/.-]\s*)?"
    r"(?<![\d/.-])(?P<month>\d{1,2})(?:月\s*|/)(?P<day>\d{1,2})(?:日(?![間号目])|(?![\d/年]))"
    + WEEKDAY.format("weekday")
    # 「10月17日(土)・18日(日)」: the second day is of the same month.
    + r"(?:(?:\s*\d{1,2}時[^、。\n]{0,8}?)?\s*(?:[・、,~-]|から|と|及び|および)\s*"
    + r"(?P<second>\d{1,2})日(?![間号目後前])"
    + WEEKDAY.format("second_weekday")
    + r")?"
)
# Told of the past, or naming a day as a mark in time: nothing is announced for that day.
PAST = re.compile(
    r"(?:まし|でし|され|れ|し|っ|い)た(?![らめい])|現在|時点|改正|制定|施行|生まれ|以降|以前|てい(?:ます|る)|中です"
)
# A day without its year that lies longer back than this is the next one of its date.
LONG_AGO = dt.timedelta(days=120)


@dataclass(frozen=True)
class Named:
    """A day as the text names it; ``year`` 0 when it leaves the year out."""

    words: str
    year: int
    month: int
    day: int
    weekday: str

    def meant(self, posting: dt.date) -> dt.date | None:
        """The day it means on the day of posting; None when there is none of this date.

        Without its year a date means the first since ``LONG_AGO``.
        """
        if self.year:
            return _date(self.year, self.month, self.day)
        begin = posting - LONG_AGO
        year = begin.year + ((self.month, self.day) < (begin.month, begin.day))
        meant, later = (_date(year + n, self.month, self.day) for n in (0, 1))
        # What has passed on another weekday may well be next year's.
        passed = meant is not None and meant < posting and not self.fits(meant)
        return later if passed and self.fits(later) else meant

    def fits(self, day: dt.date | None) -> bool:
        """Whether the weekday, where one is named, is that day's."""
        return day is not None and self.weekday in {"", WEEKDAYS[day.weekday()]}


def dates(text: str, posting: dt.date) -> Iterator[Concern]:
    """``text`` is plain, without links; ``posting`` the day on which it is to go out."""
    missing, wrong, past = [], [], []
    for sentence in sentences(text):
        for named in named_days(sentence):
            day = named.meant(posting)
            if day is None:
                missing.append(named.words)
            elif not named.fits(day):
                wrong.append(f"{named.words}→({WEEKDAYS[day.weekday()]})")
            elif day < posting and not PAST.search(sentence):
                past.append(named.words)
    yield from _told(missing, wrong, past)


def named_days(text: str) -> Iterator[Named]:
    """Every day with a month that the text names, and the further day of the same month."""
    for found in DATE.finditer(text):
        if "/" in found[0] and not found["weekday"]:
            continue  # 「1/2」 may be a half, 「9/10」 a page
        month, year = int(found["month"]), _year(found)
        first = found[0].split(found["second"] + "日")[0] if found["second"] else found[0]
        yield Named(first.strip(" ・、,~-"), year, month, int(found["day"]), found["weekday"] or "")
        if found["second"]:
            words = f"{month}月{found['second']}日" + (
                f"({found['second_weekday']})" if found["second_weekday"] else ""
            )
            yield Named(words, year, month, int(found["second"]), found["second_weekday"] or "")


def _told(missing: list[str], wrong: list[str], past: list[str]) -> Iterator[Concern]:
    if missing:
        message = _("This day does not exist. Correct the date.")
        yield Concern("no_such_day", HOUSE, Severity.WARN, message, excerpt(missing))
    if wrong:
        message = _("The weekday does not fit the date. Correct the one or the other.")
        yield Concern("weekday", HOUSE, Severity.WARN, message, excerpt(wrong))
    if past:
        message = _(
            "This day will have passed. Correct it, or write the year if it is next year's."
        )
        yield Concern("past_day", HOUSE, Severity.WARN, message, excerpt(past))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(found: re.Match[str]) -> int:
    if found["era"]:
        counted = 1 if found["era_year"] == "元" else int(found["era_year"])
        return YEAR_ZERO[found["era"]] + counted
    return int(found["year"] or 0)
