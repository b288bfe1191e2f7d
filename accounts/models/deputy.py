from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models.appointment import Appointment
from accounts.models.section import Section
from accounts.roles import Role
from audit.log import Subject


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def on(self, day: dt.date) -> DeputyQuerySet:
        """Those who may act on that day; both ends count."""
        return self.filter(since__lte=day, until__gte=day)


class Deputy(models.Model):
    """代決者: acts in a position while its holder is away, for some days and a reason.

    A deputy stands in for a position, and only whoever holds one has a deputy: so there is
    no deputy of a deputy.
    """

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="deputies", verbose_name=_("section")
    )
    role = models.CharField(_("position"), max_length=20, choices=Role.choices, default=Role.CHIEF)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deputyships",
        verbose_name=_("deputy"),
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason of the absence"))

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            # Read by DeputyQuerySet.on: an absence has a beginning and an end.
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="deputy_period"),
            # Read by the stamp 代 and the 後閲: nobody stands in without a reason.
            models.CheckConstraint(condition=~Q(reason=""), name="deputy_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.get_role_display()} {self.user}"

    def clean(self) -> None:
        """Everything that a person who names a deputy has to be told, beside its field."""
        problems = {name: why for name, why in self._problems() if why}
        if problems:
            raise ValidationError(problems)

    def _problems(self) -> Iterator[tuple[str, str | Promise]]:
        if self.since and self.since < timezone.localdate():
            yield "since", _("Enter today or a later day: nobody is named for the past.")
        if self.since and self.until and self.until < self.since:
            yield "until", _("Enter the first day or a later one.")
        if not (self.since and self.section_id and self.role):
            return
        if self.role != Role.CHIEF:
            yield "role", _("Only a position that decides has a deputy.")
        holders = Appointment.objects.on(self.since).filter(section=self.section, role=self.role)
        if not holders.exists():
            yield "section", _("Nobody holds this position that day, so nobody can be away.")
        if self.user_id and holders.filter(user=self.user_id).exists():
            yield "user", _("This person holds the position. Choose somebody else.")
        elif self.user_id and not self.user.appointments_on(self.since).exists():
            yield "user", _("This person holds no position that day. Choose somebody else.")

    def stood_in_for(self, day: dt.date) -> list[Appointment]:
        """The holders who are away: they held the position when this began, and still do."""
        holders = Appointment.objects.on(day).filter(
            section=self.section, role=self.role, since__lte=self.since
        )
        return list(holders.exclude(user=self.user_id).select_related("section", "user"))

    def subject(self) -> Subject:
        return Subject("deputy", str(self.pk), str(self))
