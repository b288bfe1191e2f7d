"""What happens to people and sections: 発令, 異動, 組織改正."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.calendar import align
from accounts.models import Appointment, Section, User
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


def _period(appointment: Appointment) -> dict[str, object]:
    return {
        "section": appointment.section.name,
        "title": appointment.title,
        "role": str(appointment.role),
        "since": appointment.since.isoformat(),
        "until": appointment.until.isoformat() if appointment.until else None,
    }
