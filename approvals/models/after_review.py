"""What is looked at afterwards: 事後確認 by a skipped chief, 後閲 by an absent one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Section
from accounts.roles import Role
from approvals.models.decision import Decision
from posts.models import Post


class AfterReview(models.Model):
    """Owed by a position, not by a person: whoever holds it gives it."""

    class Kind(models.TextChoices):
        # The urgent or minor lane left the requesting chief's decision out (2(3)③).
        ACKNOWLEDGE = "acknowledge", _("Acknowledgement afterwards")
        # A deputy decided in the holder's absence.
        INSPECT = "inspect", _("Later inspection")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    post = models.ForeignKey(Post, models.PROTECT, related_name="after_reviews")
    round = models.PositiveIntegerField()
    # The 代決 that is inspected; empty for an acknowledgement.
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="inspection")
    section = models.ForeignKey(Section, models.PROTECT, related_name="after_reviews")
    role = models.CharField(max_length=20, choices=Role.choices)
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_by_name = models.CharField(max_length=100, blank=True)
    done_by_title = models.CharField(max_length=100, blank=True)
    opinion = models.TextField(_("opinion"), blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("later inspection")
        verbose_name_plural = _("later inspections")
        constraints = [
            # Read by actions.submit: a round that left the chief out owes one acknowledgement.
            models.UniqueConstraint(
                fields=["post", "round"],
                condition=Q(kind="acknowledge"),
                name="after_review_one_acknowledgement",
            ),
        ]
        indexes = [
            # The inbox and the account manager's home ask for what is owed.
            models.Index(
                fields=["section", "role"], condition=Q(done_at=None), name="after_review_owed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.post.number}"
