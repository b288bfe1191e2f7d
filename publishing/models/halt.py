"""緊急停止."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel


class HaltQuerySet(models.QuerySet["Halt"]):
    def by_channel(self, channels: Collection[Channel]) -> dict[int, Halt]:
        """The stop in force for each of these channels that is stopped, by primary key."""
        stops = list(self.on(*channels))
        found = {}
        for channel in channels:
            if stop := next((s for s in stops if s.channel_id in {None, channel.pk}), None):
                found[channel.pk] = stop
        return found

    def on(self, *channels: Channel) -> HaltQuerySet:
        """The stops in force for any of these channels, including those for all channels."""
        return self.filter(Q(channel__in=channels) | Q(channel=None), lifted_at=None)


class Halt(models.Model):
    """緊急停止: nothing goes out until it is lifted. Without a channel it stops all of them."""

    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="halts"
    )
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = HaltQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("emergency stop")
        verbose_name_plural = _("emergency stops")
        constraints = [
            # Read by claims.claim and the banner on every page: a channel is stopped once.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="halt_once_per_channel",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
