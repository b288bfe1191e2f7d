"""Consent: who decided what about which revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.events import Stage, Verdict
from approvals.policy import Case, Rule, Standing, Vote, stage_complete
from audit.log import Signature
from posts.models import Post, Revision
from posts.models.revision import Fact, FactQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class DecisionQuerySet(FactQuerySet["Decision"]):
    def of_round(self, post: Post) -> DecisionQuerySet:
        """The acts that count now: on the current revision, in the current round."""
        return self.filter(revision=post.revision, round=post.round).order_by("pk")

    def consenting(self) -> DecisionQuerySet:
        return self.filter(verdict__in=[Verdict.DECIDE, Verdict.CONFIRM])


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
    reason = models.TextField(gettext_lazy("reason"), blank=True)
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
    def signature(self) -> Signature:
        return Signature(
            number=self.actor.staff_number,
            name=self.actor_name,
            title=self.actor_title,
            section=self.actor_section,
        )

    @property
    def vote(self) -> Vote:
        return Vote(self.actor_id, Stage(self.stage), Verdict(self.verdict))


def case_of(post: Post) -> Case:
    """The post as the rule sees it. Read it under the row lock before acting on it."""
    authors = {post.drafter_id, *post.revisions.values_list("author_id", flat=True)}
    votes = tuple(decision.vote for decision in Decision.objects.of_round(post))
    return Case(status=post.status, authors=frozenset(authors), votes=votes)


def standing_of(user: User, post: Post) -> Standing:
    """What this person's positions allow for this post."""
    return Standing(
        person=user.pk,
        may_decide_request=user.has_perm("accounts.decide_request", post.section),
        may_confirm=user.has_perm("posts.confirm_post", post.channel),
        may_decide_post=user.has_perm("posts.decide_post", post.channel),
    )


def consent_gap(post: Post, rule: Rule) -> str:
    """Why this post may not be published as it stands; an empty string when it may.

    Everything is recomputed from the rows: the digest of what would be sent, and the quorum
    for exactly that revision. Called by the worker just before it speaks.
    """
    revision = post.revision
    if revision.digest != revision.expected_digest():
        return _("The content or the destination is not the one that was approved.")
    case = case_of(post)
    if not stage_complete(Stage.PR, case, rule):
        return _("The approval of the PR section is not complete for this revision.")
    skips_chief = post.section_id == post.channel.section_id or post.lane != "normal"
    if not skips_chief and not stage_complete(Stage.CHIEF, case, rule):
        return _("The requesting chief has not decided on this revision.")
    return ""
