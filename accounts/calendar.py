"""Membership follows the calendar: whoever holds a position today is in its Group today."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import CalendarTurn, User
from accounts.roles import group_name


def turn_calendar(today: dt.date) -> bool:
    """Bring all Groups in line with the appointments of ``today``, once a day.

    True when this call did the work. Called at midnight and by the first request and the
    first task of a day, so that a missed beat on 1 April harms nobody.
    """
    if CalendarTurn.objects.filter(day=today).exists():
        return False
    with transaction.atomic():
        _turn, first = CalendarTurn.objects.get_or_create(day=today)
        if first:
            for user in User.objects.prefetch_related("groups"):
                align(user, today)
    return first


def align(user: User, today: dt.date) -> None:
    """Give the person exactly the Groups of the positions held today."""
    held = {
        group_name(appointment.section.code, appointment.role)
        for appointment in user.appointments_on(today)
    }
    positions = Group.objects.filter(name__in=held)
    elsewhere = user.groups.exclude(name__contains=":")
    user.groups.set([*positions, *elsewhere])
