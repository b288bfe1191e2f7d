"""What stands on X, or no longer stands there, without an order from here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel, Post


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> FindingQuerySet:
        """Those that nobody has dealt with yet."""
        return self.filter(acknowledged_at=None)


class Finding(models.Model):
    """Something about the account that a person has to see. Raised once, never by halves."""

    class Kind(models.TextChoices):
        FOREIGN = "foreign", _("A post that did not come from here")
        REPOST = "repost", _("A repost that was not ordered here")
        GONE = "gone", _("A post of ours that is no longer on X")
        LATE = "late", _("X confirmed a post after it had been judged absent")

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    x_id = models.CharField(max_length=20)
    # The request it belongs to, when it is one of ours.
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="findings")
    text = models.TextField(blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(_("what was done"), blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("finding on X")
        verbose_name_plural = _("findings on X")
        constraints = [
            # Read by whoever raises one: the same thing is raised once.
            models.UniqueConstraint(fields=["channel", "kind", "x_id"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.x_id}"
