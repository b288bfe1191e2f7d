"""開庁日: weekends, holidays, the turn of the year and the city's own closed days are none."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.business_days import add_business_days, is_business_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-11-23", False),
        ("2026-12-28", True),
        ("2026-12-29", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
    ],
)
def test_the_city_hall_works_or_not(day: str, works: bool) -> None:
    assert is_business_day(dt.date.fromisoformat(day)) is works


def test_business_days_are_counted_over_the_closed_ones() -> None:
    friday = dt.date(2026, 11, 20)
    assert add_business_days(friday, 1) == dt.date(2026, 11, 24)
    assert add_business_days(friday, 1, {dt.date(2026, 11, 24)}) == dt.date(2026, 11, 25)
    assert add_business_days(friday, 0) == friday
    assert add_business_days(dt.date(2026, 12, 28), 1) == dt.date(2027, 1, 4)
