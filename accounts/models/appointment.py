from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.section import Section
from accounts.roles import Role


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: dt.date) -> AppointmentQuerySet:
        """Appointments in force on that day; both ends count."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Appointment(models.Model):
    """発令: a person holds a position of a section from a day, perhaps until a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("member of staff"),
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="appointments", verbose_name=_("section")
    )
    role = models.CharField(_("position"), max_length=20, choices=Role.choices)
    title = models.CharField(_("title"), max_length=100)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    concurrent = models.BooleanField(_("concurrent post"), default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["section__order", "-role", "since", "pk"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            # Read by AppointmentQuerySet.on: a period that ends before it begins is never in force.
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="appointment_period"
            ),
            # Read by actions.turn_calendar: one row decides whether somebody is in a Group.
            models.UniqueConstraint(
                fields=["user", "section", "role"],
                condition=Q(until=None),
                name="appointment_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.title}"


class CalendarTurn(models.Model):
    """A day for which the Groups were brought in line with the appointments."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()
