"""What a city keeps about a case when the case is over: legal holds and disposals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.models.revision import Fact


class LegalHold(models.Model):
    """保存の延長: this case is not disposed of until the hold is lifted (a request for
    disclosure, an objection, a law suit)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="legal_holds")
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            # Read by retention.due: a case is held or it is not.
            models.UniqueConstraint(
                fields=["post"], condition=Q(lifted_at=None), name="legal_hold_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Disposal(Fact):
    """廃棄: one act of the account manager over the cases that had fallen due. It stays."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=100)
    actor_title = models.CharField(max_length=100, blank=True)
    actor_section = models.CharField(max_length=100, blank=True)
    reason = models.TextField(_("reason"))
    disposed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("disposal")
        verbose_name_plural = _("disposals")

    def __str__(self) -> str:
        return f"{self.disposed_at:%Y-%m-%d} {self.actor_name}"


class DisposedCase(Fact):
    """The number and the title of a case whose content is gone."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="cases")
    post = models.OneToOneField(Post, models.PROTECT, related_name="disposed")
    number = models.CharField(_("number"), max_length=16)
    title = models.CharField(_("subject"), max_length=100)

    class Meta:
        ordering = ["number"]
        verbose_name = _("disposed case")
        verbose_name_plural = _("disposed cases")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
