"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User, own_seats, powers_of
from accounts.roles import Role
from accounts.seats import Seat
from approvals.views.follow import PR_POWERS
from audit.log import Signature
from posts.models import Channel
from publishing.models import Halt
from shirai_sns.demo.city import PASSWORD, sign_ins


def house(request: HttpRequest) -> dict[str, Any]:
    """The person's position, what the navigation offers, drill stripe and stops in force."""
    common: dict[str, Any] = {
        "CITY_NAME": settings.CITY_NAME,
        "SERVICE_NAME": settings.SERVICE_NAME,
        "drill": SimpleLazyObject(_drill),
    }
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return common | _demonstration()
    person = Person(user)
    return common | {
        "who": SimpleLazyObject(lambda: person.signature),
        "may_view_trail": SimpleLazyObject(lambda: person.may("view_trail")),
        "may_see_follows": SimpleLazyObject(lambda: person.may(*PR_POWERS)),
        "may_name_deputies": SimpleLazyObject(lambda: person.is_chief),
        "runs_channels": SimpleLazyObject(lambda: person.may("halt_channel")),
        "manages_channels": SimpleLazyObject(lambda: person.may("manage_channel")),
        "halts": SimpleLazyObject(_halts),
    }


@dataclass(frozen=True)
class Person:
    """Who has come, as the frame of a page needs to know, in the positions held in person: two
    queries, whatever it asks."""

    user: User

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        return own_seats(self.user, timezone.localdate())

    @cached_property
    def powers(self) -> dict[str, frozenset[str]]:
        """Over any channel, by position."""
        return powers_of(self.seats, Channel)

    @property
    def signature(self) -> Signature:
        if not self.seats:
            return Signature(number=self.user.staff_number, name=self.user.name)
        return self.user.signature_in(self.seats[0])

    @property
    def is_chief(self) -> bool:
        return any(seat.role == Role.CHIEF for seat in self.seats)

    def may(self, *powers: str) -> bool:
        """Whether a position has one of these powers over any channel."""
        return any(held.intersection(powers) for held in self.powers.values())


def _demonstration() -> dict[str, Any]:
    """The people to sign in as; only where the demonstration is switched on."""
    if not settings.DEMO:
        return {}
    return {"demo_people": sign_ins(), "demo_password": PASSWORD}


def _drill() -> bool:
    modes = set(Channel.objects.values_list("mode", flat=True))
    return modes == {Channel.Mode.DRILL}


def _halts() -> list[Halt]:
    return list(Halt.objects.filter(lifted_at=None).select_related("channel"))
