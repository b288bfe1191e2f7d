"""Consent: who decided what about which revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from approvals.events import Stage, Verdict
from approvals.models.policy import PolicyVersion
from approvals.policy import Vote
from audit.log import Signature
from posts.models import Post, Revision
from posts.models.revision import Fact, FactQuerySet

CONSENTING = (Verdict.DECIDE, Verdict.CONFIRM)


class DecisionQuerySet(FactQuerySet["Decision"]):
    def of_round(self, post: Post) -> DecisionQuerySet:
        """The acts that count now: on the current revision, in the current round."""
        return self.filter(revision=post.revision, round=post.round).order_by("pk")

    def consenting(self) -> DecisionQuerySet:
        return self.filter(verdict__in=CONSENTING)


class Decision(Fact):
    """One person's act on one revision in one round, with the person as they then were."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="decisions")
    round = models.PositiveIntegerField()
    stage = models.CharField(gettext_lazy("stage"), max_length=10, choices=Stage.choices)
    verdict = models.CharField(gettext_lazy("verdict"), max_length=10, choices=Verdict.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    actor_name = models.CharField(max_length=100)
    actor_title = models.CharField(max_length=100, blank=True)
    actor_section = models.CharField(max_length=100, blank=True)
    # The position acted in, ``<section>:<role>``; for a 代決 the position stood in for.
    seat = models.CharField(max_length=80, blank=True)
    # 代決: the title and name of the absent holder, and why they are absent.
    on_behalf_of = models.CharField(max_length=300, blank=True)
    absence = models.TextField(blank=True)
    reason = models.TextField(gettext_lazy("reason"), blank=True)
    # What was laid down when this was decided (ガイドライン5).
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, null=True, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]  # narrows Fact's

    class Meta:
        ordering = ["pk"]
        verbose_name = gettext_lazy("decision")
        verbose_name_plural = gettext_lazy("decisions")
        constraints = [
            # Read by policy.stage_complete: a person counts once in a round.
            models.UniqueConstraint(
                fields=["post", "round", "actor"], name="decision_once_per_person_and_round"
            ),
            # Read by the route on the case page: whoever stops a case says why.
            models.CheckConstraint(
                condition=Q(verdict__in=["decide", "confirm"]) | ~Q(reason=""),
                name="decision_stop_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verdict}"

    @property
    def consents(self) -> bool:
        return self.verdict in CONSENTING

    @property
    def signature(self) -> Signature:
        return Signature(
            number=self.actor.staff_number,
            name=self.actor_name,
            title=self.actor_title,
            section=self.actor_section,
            on_behalf_of=self.on_behalf_of,
        )

    @property
    def vote(self) -> Vote:
        return Vote(
            self.actor_id,
            Stage(self.stage),
            Verdict(self.verdict),
            by_deputy=bool(self.on_behalf_of),
        )
