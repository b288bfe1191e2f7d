"""Dates and times as city hall staff type them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from posts.forms.moment import MomentField
from posts.moments import parse

naive = dt.datetime.fromisoformat
NINE = naive("2026-11-23T09:00")


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-23T09:00",
        "2026-11-23T09:00:00",
        "2026-11-23 9:00",
        "2026/11/23 9:00",
        "2026.11.23 09:00",
        "2026年11月23日 9時",
        "2026年11月23日9時0分",
        "令和8年11月23日 9時00分",
        "令和８年１１月２３日　９時",
        "令和8年11月23日(月) 9:00",
        "令和8年11月23日（月・祝）９：００",
        "R8.11.23 9:00",
        "Ｒ８．１１．２３ ９：００",
        "R8/11/23 9:00",
        "  R8-11-23  9時  ",
    ],
)
def test_every_usual_way_of_writing_is_the_same_moment(typed: str) -> None:
    assert parse(typed) == NINE


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("令和元年5月1日 0時", naive("2019-05-01T00:00")),
        ("平成31年4月30日 23時59分", naive("2019-04-30T23:59")),
        ("H26.6.6 8:30", naive("2014-06-06T08:30")),
        ("令和10年2月29日 12時", naive("2028-02-29T12:00")),
    ],
)
def test_years_are_counted_within_their_era(typed: str, moment: dt.datetime) -> None:
    assert parse(typed) == moment


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "明日の9時",
        "2026-11-23",
        "9:00",
        "令和8年11月23日",
        "2026-13-01 9:00",
        "2026-11-31 9:00",
        "令和9年2月29日 9時",
        "2026-11-23 24:00",
        "2026-11-23 9:60",
        "午後3時 2026-11-23",
        "2026-11-23T09:00Z",
        "2026-11-23T09:00+09:00",
        "昭和64年1月7日 9時",
        "令和8年11月23日 9時 ごろ",
        "8年11月23日 9時",
        "26.11.23 9:00",
        "元年5月1日 9時",
        "2026-11-23 09:00; DROP TABLE",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse(typed)
    if typed:
        with pytest.raises(ValidationError) as refused:
            MomentField().clean(typed)
        assert refused.value.code == "invalid"


@given(st.text(max_size=40))
def test_no_text_at_all_is_a_crash(typed: str) -> None:
    try:
        moment = parse(typed)
    except ValueError:
        return
    assert moment.tzinfo is None


@given(st.datetimes(naive("2019-05-01T00:00"), naive("2099-12-31T00:00")))
def test_an_era_year_and_a_western_year_name_the_same_moment(moment: dt.datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    rest = f"{moment.month}月{moment.day}日 {moment.hour}時{moment.minute}分"
    assert parse(f"{moment.year}年{rest}") == parse(f"令和{moment.year - 2018}年{rest}") == moment


def test_the_form_reads_it_in_the_citys_time_zone() -> None:
    moment = MomentField().clean("令和８年11月23日 9時")
    assert moment is not None
    assert moment.astimezone(dt.UTC) == dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["平成5年1月1日 9時", "2200-01-01 9:00", "9999-12-31 23:59"])
def test_the_form_refuses_years_that_cannot_be_meant(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MomentField().clean(typed)
    assert refused.value.code == "invalid"
