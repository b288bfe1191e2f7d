"""発令: an appointment gives a person the position's powers from its first day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import appoint, found_section, register_user
from accounts.models import Appointment, Section, User
from accounts.roles import Role
from audit.models import Event
from posts.workflow import NotPermitted
from tests.cast import Cast, draft
from tests.sight import look, signed

BEGIN = dt.date(2026, 4, 1)


def take_up(
    cast: Cast, user: User, section: Section, role: Role = Role.STAFF, **period: object
) -> Appointment:
    facts = {"since": BEGIN, "title": "主事", **period}
    row = Appointment(user=user, section=section, role=role, **facts)
    return appoint(row, actor=cast.ito.signature())


def groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_a_position_is_held_at_once_when_its_day_has_come(cast: Cast) -> None:
    take_up(cast, cast.watanabe, cast.crisis, concurrent=True)
    assert groups(cast.watanabe) == {"kazei:staff", "kikikanri:staff"}
    assert look(cast.watanabe, draft(cast.watanabe, cast.crisis, cast.channel)).code == 200


def test_an_appointment_is_in_the_trail(cast: Cast) -> None:
    take_up(cast, cast.watanabe, cast.crisis, Role.CHIEF, title="課長補佐")
    event = Event.objects.latest("seq")
    assert signed(event) == ("appointed", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert (event.subject_kind, event.subject_code, event.subject_label) == (
        "user",
        "3010",
        "渡辺 健太",
    )
    assert event.detail == {
        "section": "危機管理課",
        "title": "課長補佐",
        "role": "chief",
        "since": "2026-04-01",
        "until": None,
    }


def test_an_appointment_of_the_future_gives_nothing_today(cast: Cast) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    take_up(cast, cast.watanabe, cast.crisis, since=tomorrow)
    assert groups(cast.watanabe) == {"kazei:staff"}
    with pytest.raises(NotPermitted):
        draft(cast.watanabe, cast.crisis, cast.channel)
    assert Event.objects.latest("seq").detail["since"] == tomorrow.isoformat()


def test_what_a_position_may_do_hangs_on_the_position(cast: Cast) -> None:
    powers = {
        name: {p for p in ("submit_request", "decide_request") if user.has_perm(f"accounts.{p}", s)}
        for name, user, s in [
            ("staff", cast.sato, cast.crisis),
            ("chief", cast.suzuki, cast.crisis),
            ("elsewhere", cast.suzuki, cast.tax),
        ]
    }
    assert powers == {
        "staff": {"submit_request"},
        "chief": {"submit_request", "decide_request"},
        "elsewhere": set(),
    }


def test_a_newly_founded_section_has_its_positions(cast: Cast) -> None:
    section = Section(code="kenko", name="健康課")
    found_section(section, actor=cast.ito.signature())
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.subject_label) == (
        "section_founded",
        "伊藤 美咲",
        "健康課",
    )
    take_up(cast, cast.watanabe, section, Role.CHIEF)
    assert cast.watanabe.has_perm("accounts.decide_request", section)


def test_a_newly_registered_person_holds_nothing(cast: Cast) -> None:
    user = register_user(User(staff_number="4001", name="新人"), actor=cast.ito.signature())
    event = Event.objects.latest("seq")
    assert (event.act, event.subject_code, event.subject_label) == (
        "user_registered",
        "4001",
        "新人",
    )
    assert groups(user) == set()
    assert user.signature().section == ""


def test_an_appointment_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(IntegrityError, match="appointment_period"), transaction.atomic():
        take_up(cast, cast.watanabe, cast.crisis, until=BEGIN - dt.timedelta(days=1))
    assert Event.objects.count() == before


def test_the_same_open_position_twice_is_refused(cast: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(IntegrityError, match="appointment_open_once"), transaction.atomic():
        take_up(cast, cast.watanabe, cast.tax)
    assert Event.objects.count() == before


def test_the_signature_names_the_position_held_where_the_act_belongs(cast: Cast) -> None:
    take_up(cast, cast.watanabe, cast.crisis, title="兼務主事", concurrent=True)
    here = cast.watanabe.signature(cast.crisis)
    assert (here.title, here.section) == ("兼務主事", "危機管理課")
    main = cast.watanabe.signature()
    assert (main.title, main.section) == ("主事", "課税課")
