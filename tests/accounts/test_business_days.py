"""開庁日: weekends, national holidays, the turn of the year and the city's own closed days."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.business_days import add_business_days, is_business_day, within_office_hours

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", False),  # 勤労感謝の日
        ("2026-09-22", False),  # 国民の休日, between two holidays
        ("2027-03-22", False),  # 振替休日: the equinox falls on a Sunday
        ("2026-12-28", True),
        ("2026-12-29", False),
        ("2027-01-01", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
    ],
)
def test_the_city_hall_is_open_on_business_days_only(day: str, is_open: bool) -> None:
    assert is_business_day(DAY(day)) is is_open


def test_the_city_may_close_on_further_days() -> None:
    assert is_business_day(DAY("2026-11-20"))
    assert not is_business_day(DAY("2026-11-20"), {DAY("2026-11-20")})


@pytest.mark.parametrize(
    ("day", "days", "end"),
    [
        ("2026-11-19", 1, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-24"),  # over a weekend and a holiday
        ("2026-11-21", 1, "2026-11-24"),
        ("2026-12-28", 1, "2027-01-04"),
        ("2026-12-25", 3, "2027-01-05"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-24"),
    ],
)
def test_business_days_are_counted_over_the_closed_ones(day: str, days: int, end: str) -> None:
    assert add_business_days(DAY(day), days) == DAY(end)


def test_a_further_closed_day_is_not_counted() -> None:
    assert add_business_days(DAY("2026-11-24"), 1, [DAY("2026-11-25")]) == DAY("2026-11-26")


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        ("2026-11-20T08:29", False),
        ("2026-11-20T08:30", True),
        ("2026-11-20T17:15", True),
        ("2026-11-20T17:15:59", True),
        ("2026-11-20T17:16", False),
        ("2026-11-23T10:00", False),
    ],
)
def test_office_hours_are_those_of_a_business_day(moment: str, within: bool) -> None:
    opens, closes = dt.time(8, 30), dt.time(17, 15)
    assert within_office_hours(dt.datetime.fromisoformat(moment), opens, closes) is within
