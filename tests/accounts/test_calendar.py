"""Membership follows the calendar, also when nobody rang the bell at midnight."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import tasks
from accounts.actions import appoint, end_appointment
from accounts.calendar import turn_calendar
from accounts.models import Appointment, CalendarTurn, User
from accounts.roles import Role
from audit.models import Event
from tests.cast import SETUP, Cast
from tests.sight import look, signed_in

DAY = dt.timedelta(days=1)


@pytest.fixture
def transfer(cast: Cast) -> dt.date:
    """佐藤 moves from 危機管理課 to 課税課; the first day there, a week from now."""
    day = timezone.localdate() + 7 * DAY
    end_appointment(cast.sato.appointments.get(), last_day=day - DAY, actor=SETUP)
    row = Appointment(
        user=cast.sato, section=cast.tax, role=Role.CHIEF, title="課長補佐", since=day
    )
    appoint(row, actor=SETUP)
    return day


def groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_a_transfer_takes_effect_on_its_day_and_not_before(cast: Cast, transfer: dt.date) -> None:
    assert groups(cast.sato) == {"kikikanri:staff"}
    assert turn_calendar(transfer - DAY)
    assert groups(cast.sato) == {"kikikanri:staff"}
    assert turn_calendar(transfer)
    assert groups(cast.sato) == {"kazei:chief"}


def test_powers_move_along(cast: Cast, transfer: dt.date) -> None:
    post = cast.draft()
    assert look(cast.sato, post).code == 200
    with time_machine.travel(dt.datetime.combine(transfer, dt.time(9), dt.UTC)):
        turn_calendar(transfer)
        assert look(cast.sato, post).code == 404
    sato = User.objects.get(pk=cast.sato.pk)
    assert sato.has_perm("accounts.decide_request", cast.tax)
    assert not sato.has_perm("accounts.submit_request", cast.crisis)


def test_days_that_were_missed_do_no_harm(cast: Cast, transfer: dt.date) -> None:
    assert turn_calendar(transfer + 30 * DAY)
    assert groups(cast.sato) == {"kazei:chief"}


def test_a_day_is_turned_once(cast: Cast, transfer: dt.date) -> None:
    assert turn_calendar(transfer)
    assert not turn_calendar(transfer)
    assert CalendarTurn.objects.filter(day=transfer).count() == 1


def test_those_who_stay_keep_their_positions(cast: Cast, transfer: dt.date) -> None:
    turn_calendar(transfer)
    assert groups(cast.ito) == {"miryoku:chief"}
    assert groups(cast.suzuki) == {"kikikanri:chief"}


def test_a_group_that_is_no_position_is_left_alone(cast: Cast) -> None:
    other = Group.objects.create(name="readers")
    cast.sato.groups.add(other, Group.objects.get(name="kazei:chief"))
    turn_calendar(timezone.localdate() + DAY)
    assert groups(cast.sato) == {"readers", "kikikanri:staff"}


def missed_midnight(cast: Cast) -> None:
    """A position that began today while nobody has turned the calendar yet."""
    Appointment.objects.create(
        user=cast.watanabe,
        section=cast.crisis,
        role=Role.STAFF,
        title="主事",
        since=timezone.localdate(),
        concurrent=True,
    )
    assert groups(cast.watanabe) == {"kazei:staff"}


def test_the_first_request_of_a_day_catches_up(cast: Cast) -> None:
    post = cast.draft()
    missed_midnight(cast)
    assert look(cast.watanabe, post).code == 200
    assert groups(cast.watanabe) == {"kazei:staff", "kikikanri:staff"}
    assert CalendarTurn.objects.filter(day=timezone.localdate()).exists()


def test_requests_after_the_first_leave_the_calendar_alone(cast: Cast) -> None:
    client = signed_in(cast.ito)
    assert client.get("/").status_code == 200
    missed_midnight(cast)
    assert client.get("/").status_code == 200
    assert groups(cast.watanabe) == {"kazei:staff"}


def test_the_task_at_midnight_does_the_same(cast: Cast) -> None:
    missed_midnight(cast)
    tasks.turn_calendar()
    assert groups(cast.watanabe) == {"kazei:staff", "kikikanri:staff"}


def test_the_calendar_writes_no_event_the_appointment_already_has_its_own(
    cast: Cast, transfer: dt.date
) -> None:
    acts = list(Event.objects.values_list("act", flat=True)[:2])
    assert acts == ["appointed", "appointment_ended"]
    before = Event.objects.count()
    turn_calendar(transfer)
    assert Event.objects.count() == before
