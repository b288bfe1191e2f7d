"""Who may act in which position on a day: read from the appointments and the deputies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from guardian.models import GroupObjectPermission

from accounts.models.appointment import Appointment
from accounts.models.user import User
from accounts.seats import Seat

_ModelT = TypeVar("_ModelT", bound=models.Model)


def seats_of(user: User, day: dt.date) -> tuple[Seat, ...]:
    """The positions this person may act in: the own ones first, then those stood in for.

    Nobody stands in who holds no position of their own that day. A deputyship is for the
    absence of whoever held the position when it began: it ends when they move on, and a new
    holder names a deputy of their own.
    """
    held = _held(user, day)
    return _each_once((*map(_own, held), *_stood_in_for(user, held, day))) if held else ()


def own_seats(user: User, day: dt.date) -> tuple[Seat, ...]:
    """The positions held in person."""
    return _each_once(map(_own, _held(user, day)))


def positions_by_power(target: models.Model) -> dict[str, frozenset[str]]:
    """Which positions hold which power over a section or a channel, by permission.

    A power is granted to a position, never to a person; moving it is granting it elsewhere.
    """
    return positions_over([target])[target.pk]


def positions_over(
    targets: Collection[models.Model],
) -> dict[int, dict[str, frozenset[str]]]:
    """``positions_by_power`` of several sections, or of several channels, by primary key."""
    found: dict[int, dict[str, set[str]]] = {target.pk: {} for target in targets}
    granted = GroupObjectPermission.objects.filter(
        content_type__in={ContentType.objects.get_for_model(target) for target in targets},
        object_pk__in=[str(pk) for pk in found],
    )
    rows = granted.values_list("object_pk", "permission__codename", "group__name")
    for pk, power, position in rows:
        found[int(pk)].setdefault(power, set()).add(position)
    return {
        pk: {power: frozenset(positions) for power, positions in powers.items()}
        for pk, powers in found.items()
    }


def within_reach(
    seats: Collection[Seat], powers: Collection[str], model: type[_ModelT]
) -> models.QuerySet[_ModelT]:
    """The sections or channels over which one of these seats holds one of these powers."""
    granted = GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        permission__codename__in=powers,
        group__name__in=[seat.key for seat in seats],
    )
    keys = granted.values_list(Cast("object_pk", models.BigIntegerField()), flat=True)
    return model._default_manager.filter(pk__in=keys)


def powers_of(seats: Collection[Seat], model: type[models.Model]) -> dict[str, frozenset[str]]:
    """Which powers these seats hold over anything of this kind, by position."""
    granted = GroupObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        group__name__in=[seat.key for seat in seats],
    )
    found: dict[str, set[str]] = {}
    for position, power in granted.values_list("group__name", "permission__codename"):
        found.setdefault(position, set()).add(power)
    return {position: frozenset(powers) for position, powers in found.items()}


def _held(user: User, day: dt.date) -> list[Appointment]:
    """The appointments of somebody who may sign in, the main one first."""
    if not user.is_active:
        return []
    return sorted(user.appointments_on(day), key=lambda a: (a.concurrent, a.pk))


def _each_once(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    found: dict[str, Seat] = {}
    for seat in seats:
        found.setdefault(seat.key, seat)
    return tuple(found.values())


def _own(appointment: Appointment) -> Seat:
    section = appointment.section
    return Seat(section.code, appointment.role, appointment.title, section.name)


def _stood_in_for(user: User, held: list[Appointment], day: dt.date) -> Iterator[Seat]:
    for deputy in user.deputyships.on(day).select_related("section").order_by("pk"):
        away = deputy.stood_in_for(day)
        if not away:
            continue
        # The own position in the same section, when there is one.
        mine = min(held, key=lambda a: a.section_id != deputy.section_id)
        yield Seat(
            deputy.section.code,
            deputy.role,
            mine.title,
            mine.section.name,
            on_behalf_of="、".join(f"{a.section} {a.title} {a.user}" for a in away)[:300],
            principals=frozenset(a.user_id for a in away),
            absence=deputy.reason,
        )
