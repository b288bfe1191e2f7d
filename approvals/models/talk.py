"""協議: what is said about a request, whom it is shown to, and which sections concur."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Section
from posts.models import Post, Revision
from posts.models.revision import Fact


class Spoken(models.Model):
    """Somebody's words, with the person as they then were."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=100)
    actor_title = models.CharField(max_length=100, blank=True)
    actor_section = models.CharField(max_length=100, blank=True)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Comment(Spoken, Fact):
    """協議メモ (ガイドライン2(3)②「担当課内で協議の上」)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentions")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.words[:40]


class Concurrence(Spoken):
    """合議: a section that is asked to concur. Until it is withdrawn it has to answer every
    round anew, since an answer is about one revision."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="concurrences")
    section = models.ForeignKey(Section, models.PROTECT, related_name="concurrences")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("concurrence")
        verbose_name_plural = _("concurrences")
        constraints = [
            # Read by case_of: a section is asked once.
            models.UniqueConstraint(
                fields=["post", "section"],
                condition=Q(withdrawn_at=None),
                name="concurrence_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.number} {self.section}"


class ConcurrenceAnswer(Spoken, Fact):
    """One section's answer to one revision in one round."""

    concurrence = models.ForeignKey(Concurrence, models.PROTECT, related_name="answers")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    round = models.PositiveIntegerField()
    agreed = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer to a concurrence")
        verbose_name_plural = _("answers to concurrences")
        constraints = [
            # Read by case_of: a section answers once in a round.
            models.UniqueConstraint(
                fields=["concurrence", "revision", "round"], name="concurrence_answered_once"
            ),
            # Read by the case page: whoever objects says why.
            models.CheckConstraint(
                condition=Q(agreed=True) | ~Q(words=""), name="concurrence_objection_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concurrence} {self.agreed}"


class Circulation(Spoken, Fact):
    """回覧: shown for information."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="circulations")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("circulation")
        verbose_name_plural = _("circulations")

    def __str__(self) -> str:
        return f"{self.post.number} {self.said_at:%Y-%m-%d}"


class Receipt(models.Model):
    """One person on a circulation, and when they marked it as read."""

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="receipts")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="receipts")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("read receipt")
        verbose_name_plural = _("read receipts")
        constraints = [
            models.UniqueConstraint(fields=["circulation", "reader"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.circulation} {self.reader}"
