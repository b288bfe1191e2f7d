"""What the PR section's chief lays down (ガイドライン5), as dated versions."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.revision import Fact, FactQuerySet

_VersionT = TypeVar("_VersionT", bound="Version")


class VersionQuerySet(FactQuerySet[_VersionT]):
    def on(self, day: dt.date) -> _VersionT:
        """The version in force on that day: of those that have begun, the one made last.

        So a version made later replaces earlier ones that have not begun yet.
        """
        return self.filter(effective_from__lte=day).latest("number")

    def upcoming(self, day: dt.date) -> _VersionT | None:
        """The version that comes into force next, if one is prepared."""
        later = self.filter(effective_from__gt=day, number__gt=self.on(day).number)
        return later.order_by("-number").first()


class Version(Fact):
    """One dated version: who laid it down, why, and from which day it is in force."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    effective_from = models.DateField(_("in force from"))
    # Nobody made the first version: it comes with the system.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    author_name = models.CharField(max_length=100, blank=True, editable=False)
    author_title = models.CharField(max_length=100, blank=True, editable=False)
    author_section = models.CharField(max_length=100, blank=True, editable=False)
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return str(_("version %(number)s") % {"number": self.number})
