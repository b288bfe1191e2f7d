from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.section import Section
from accounts.roles import Role


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
