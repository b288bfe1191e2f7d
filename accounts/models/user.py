from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.appointment import Appointment
from accounts.models.section import Section
from accounts.seats import Seat
from audit.log import Signature, Subject


class UserManager(BaseUserManager["User"]):
    def create_user(self, staff_number: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(staff_number=staff_number, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number: str, password: str, **fields: Any) -> User:
        """For ``manage.py createsuperuser``: the first person, who maintains people and sections.

        Nobody is a superuser in Django's sense: that would bypass the approval rule.
        """
        return self.create_user(staff_number, password, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the city's staff. One person, one account, nobody else's (ガイドライン3(2))."""

    staff_number = models.CharField(_("staff number"), max_length=32, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    kana = models.CharField(_("name in kana"), max_length=100, blank=True)
    latin_name = models.CharField(_("name in English"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may maintain people and sections"), default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["kana", "staff_number"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [
            # Read by every permission check: Django lets a superuser do everything, the
            # guideline nobody (2(3)②).
            models.CheckConstraint(
                condition=models.Q(is_superuser=False), name="user_no_superuser"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def appointments_on(self, day: dt.date) -> models.QuerySet[Appointment]:
        return self.appointments.on(day).select_related("section")

    def signature(self, section: Section | None = None) -> Signature:
        """This person as they stand today, for the trail.

        With ``section``: in the position held there, when there is one; otherwise in the
        first position. A person without a position signs with the bare name.
        """
        held = sorted(
            self.appointments_on(timezone.localdate()),
            key=lambda a: (section is None or a.section_id != section.pk, a.concurrent, a.pk),
        )
        if not held:
            return Signature(number=self.staff_number, name=self.name)
        first = held[0]
        return Signature(
            number=self.staff_number,
            name=self.name,
            title=first.title,
            section=first.section.name,
        )

    def signature_in(self, seat: Seat) -> Signature:
        """This person as they act in that position; a deputy also names whoever is away."""
        return Signature(
            number=self.staff_number,
            name=self.name,
            title=seat.title,
            section=seat.section,
            on_behalf_of=seat.on_behalf_of,
        )

    def subject(self) -> Subject:
        return Subject("user", self.staff_number, self.name)
