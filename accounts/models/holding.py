"""Who sits in which position on a day: ``seats_of`` from the other side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models import Q

from accounts.models.deputy import Deputy
from accounts.models.seating import positions_by_power
from accounts.models.user import User
from accounts.roles import group_name


def people_in(positions: Collection[str], day: dt.date) -> models.QuerySet[User]:
    """Whoever holds one of these positions (``<section>:<role>``), and their deputies in force."""
    deputies = [
        deputy.user_id
        for deputy in Deputy.objects.on(day).select_related("section")
        if group_name(deputy.section.code, deputy.role) in positions and deputy.stood_in_for(day)
    ]
    held = Q(groups__name__in=positions)
    people = User.objects.filter(held | Q(pk__in=deputies), is_active=True)
    return people.order_by("staff_number").distinct()


def positions_with(target: models.Model, *powers: str) -> frozenset[str]:
    """The positions that hold one of these powers over a section or a channel."""
    found = positions_by_power(target)
    return frozenset().union(*(found.get(power, frozenset()) for power in powers))
