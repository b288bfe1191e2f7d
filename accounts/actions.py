"""What happens to people and sections: 発令, 異動, 組織改正."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from accounts.calendar import align
from accounts.models import Appointment, Deputy, Section, User, own_seats
from accounts.roles import SECTION_PERMISSIONS, Role, group_name
from audit.events import Act
from audit.log import Signature, record


@transaction.atomic
def found_section(section: Section, *, actor: Signature) -> Section:
    """Register a section with its positions and what each may do in it."""
    section.save()
    for role in Role:
        position, _created = Group.objects.get_or_create(name=group_name(section.code, role))
        for permission in sorted(SECTION_PERMISSIONS[role]):
            assign_perm(f"accounts.{permission}", position, section)
    record(Act.SECTION_FOUNDED, actor=actor, subject=section.subject())
    return section


@transaction.atomic
def register_user(user: User, *, actor: Signature) -> User:
    """Register a member of staff. A new account holds no position yet."""
    user.save()
    record(Act.USER_REGISTERED, actor=actor, subject=user.subject())
    return user


@transaction.atomic
def change_section(section: Section, *, actor: Signature) -> Section:
    """Correct the record of a section. Its positions stay what they are."""
    section.save()
    record(Act.SECTION_CHANGED, actor=actor, subject=section.subject())
    return section


@transaction.atomic
def change_user(user: User, *, actor: Signature) -> User:
    """Correct the record of a member of staff, or close the account."""
    user.save()
    record(
        Act.USER_CHANGED,
        actor=actor,
        subject=user.subject(),
        detail={"may_sign_in": user.is_active, "maintains": user.is_staff},
    )
    return user


@transaction.atomic
def appoint(appointment: Appointment, *, actor: Signature) -> Appointment:
    """Record an appointment; it takes effect on its first day, at once when that has come."""
    appointment.save()
    align(appointment.user, timezone.localdate())
    record(
        Act.APPOINTED,
        actor=actor,
        subject=appointment.user.subject(),
        detail=_period(appointment),
    )
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, last_day: dt.date, actor: Signature) -> None:
    """Let an appointment end after ``last_day``."""
    appointment.until = last_day
    appointment.save(update_fields=["until"])
    align(appointment.user, timezone.localdate())
    record(
        Act.APPOINTMENT_ENDED,
        actor=actor,
        subject=appointment.user.subject(),
        detail=_period(appointment),
    )


@transaction.atomic
def name_deputy(deputy: Deputy, *, actor: User) -> Deputy:
    """代決者を置く: by whoever holds the position, or by whoever maintains people.

    A deputy does not hold the position, so there is no deputy of a deputy. Raises
    ``PermissionDenied``, and ``ValidationError`` with what is wrong.
    """
    _require_holder(actor, deputy)
    deputy.full_clean()
    deputy.save()
    record(
        Act.DEPUTY_NAMED,
        actor=actor.signature(deputy.section),
        subject=deputy.user.subject(),
        reason=deputy.reason,
        detail=_absence(deputy),
    )
    return deputy


@transaction.atomic
def end_deputy(deputy: Deputy, *, actor: User) -> None:
    """End a deputyship now. One that began today or has not begun leaves no row: the trail
    tells of it."""
    _require_holder(actor, deputy)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    detail, subject = _absence(deputy), deputy.user.subject()
    if deputy.since > yesterday:
        deputy.delete()
    else:
        deputy.until = min(deputy.until, yesterday)
        deputy.save(update_fields=["until"])
    record(Act.DEPUTY_ENDED, actor=actor.signature(deputy.section), subject=subject, detail=detail)


def holds(actor: User, deputy: Deputy) -> bool:
    """Whether the person holds, today and in person, the position that is stood in for."""
    position = group_name(deputy.section.code, deputy.role)
    return any(seat.key == position for seat in own_seats(actor, timezone.localdate()))


def _require_holder(actor: User, deputy: Deputy) -> None:
    maintains = actor.is_active and actor.is_staff
    if not (maintains or holds(actor, deputy)):
        raise PermissionDenied(_("Only whoever holds the position names a deputy for it."))


def _absence(deputy: Deputy) -> dict[str, object]:
    return {
        "section": deputy.section.name,
        "role": str(deputy.role),
        "since": deputy.since.isoformat(),
        "until": deputy.until.isoformat(),
    }


def _period(appointment: Appointment) -> dict[str, object]:
    return {
        "section": appointment.section.name,
        "title": appointment.title,
        "role": str(appointment.role),
        "since": appointment.since.isoformat(),
        "until": appointment.until.isoformat() if appointment.until else None,
    }
