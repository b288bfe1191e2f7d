"""Dates and times as a city hall writes them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from audit import wareki
from audit.templatetags.wareki import wareki_long, wareki_short, wareki_stamp
from tests.cast import Cast
from tests.sight import last_event, look

# 9:05 in Japan.
MORNING = dt.datetime(2026, 11, 22, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (dt.date(2026, 11, 22), ("令和", "R", 8)),
        (dt.date(2020, 1, 1), ("令和", "R", 2)),
        (dt.date(2019, 5, 1), ("令和", "R", 1)),
        (dt.date(2019, 4, 30), ("平成", "H", 31)),
        (dt.date(2014, 6, 6), ("平成", "H", 26)),
        (dt.date(1989, 1, 8), ("平成", "H", 1)),
    ],
)
def test_an_era_begins_on_its_very_day(day: dt.date, era: tuple[str, str, int]) -> None:
    assert wareki.era_year(day) == era


def test_a_day_before_the_known_eras_is_refused() -> None:
    with pytest.raises(ValueError, match="1989-01-07"):
        wareki.era_year(dt.date(1989, 1, 7))


@given(st.dates(dt.date(1989, 1, 8), dt.date(2099, 12, 31)))
def test_era_and_year_name_the_western_year(day: dt.date) -> None:
    name, _letter, year = wareki.era_year(day)
    assert year >= 1
    assert day.year == {"令和": 2018, "平成": 1988}[name] + year


def test_in_japanese() -> None:
    with translation.override("ja"):
        assert wareki.long(MORNING) == "令和8年11月22日(日) 9:05"
        assert wareki.short(MORNING) == "R8.11.22 9:05"
        assert wareki.stamp(MORNING) == "8.11.22"


def test_in_english() -> None:
    with translation.override("en"):
        assert wareki.long(MORNING) == "Sun 2026-11-22 09:05"
        assert wareki.short(MORNING) == "2026-11-22 09:05"


def test_the_first_year_of_an_era_is_its_origin() -> None:
    with translation.override("ja"):
        first = dt.datetime(2019, 4, 30, 15, 0, tzinfo=dt.UTC)
        assert wareki.long(first) == "令和元年5月1日(水) 0:00"
        last = first - dt.timedelta(minutes=1)
        assert wareki.long(last) == "平成31年4月30日(火) 23:59"


def test_what_has_no_time_yet_is_shown_as_nothing() -> None:
    assert wareki_long(None) == wareki_short(None) == wareki_stamp(None) == ""


def test_the_case_page_tells_when_in_this_form(cast: Cast) -> None:
    post = cast.submitted()
    with translation.override("ja"):
        assert wareki.long(last_event(post).occurred_at) in look(cast.sato, post).html
