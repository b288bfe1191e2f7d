"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from accounts.roles import Role
from approvals.views.follow import PR_POWERS, channels_of
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
    return common | {
        "who": SimpleLazyObject(user.signature),
        "positions": SimpleLazyObject(lambda: list(user.appointments_on(timezone.localdate()))),
        "may_view_trail": SimpleLazyObject(lambda: may_view_trail(user)),
        "may_see_follows": SimpleLazyObject(lambda: may_see_follows(user)),
        "may_name_deputies": SimpleLazyObject(lambda: may_name_deputies(user)),
        "runs_channels": SimpleLazyObject(lambda: runs_channels(user)),
        "halts": SimpleLazyObject(_halts),
    }


def may_view_trail(user: User) -> bool:
    return bool(get_objects_for_user(user, "posts.view_trail", klass=Channel).exists())


def may_see_follows(user: User) -> bool:
    return channels_of(user, *PR_POWERS).exists()


def may_name_deputies(user: User) -> bool:
    return user.appointments_on(timezone.localdate()).filter(role=Role.CHIEF).exists()


def runs_channels(user: User) -> bool:
    return bool(get_objects_for_user(user, "posts.halt_channel", klass=Channel).exists())


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
