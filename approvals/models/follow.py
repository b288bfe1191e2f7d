"""フォロー: done by hand on X, as an exception (ガイドライン2(3)④); here it is only recorded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.models.talk import Spoken
from posts.models import Channel


class FollowRecord(Spoken):
    """Who decided that the account follows another, why, since when. ``words`` is the reason:
    what makes it so beneficial to the city."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="follows")
    handle = models.CharField(_("account followed"), max_length=15)
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            # Read by the page of follows: the exception has its reason.
            models.CheckConstraint(condition=~Q(words=""), name="follow_has_reason"),
            models.UniqueConstraint(
                fields=["channel", "handle"], condition=Q(ended_on=None), name="follow_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"
