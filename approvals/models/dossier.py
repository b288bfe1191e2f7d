"""一件書類: everything that consent to a post rests on, read from the rows in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.events import Stage
from approvals.models.decision import Decision
from approvals.models.policy import PolicyVersion
from approvals.models.talk import Concurrence, ConcurrenceAnswer
from approvals.policy import Case, Rule, stage_complete
from posts.models import Post, Revision

_RowT = TypeVar("_RowT", Decision, ConcurrenceAnswer)


@dataclass(frozen=True)
class Dossier:
    """One post with what was said about its current revision in its current round.

    It says what the rows said when it was read: read it under the post's lock before acting on
    it, and anew after an act. ``asked``: the concurrences that stand, by primary key.
    """

    post: Post
    authors: frozenset[int]
    decisions: tuple[Decision, ...]
    answers: tuple[ConcurrenceAnswer, ...]
    asked: frozenset[int]

    @property
    def consents(self) -> tuple[Decision, ...]:
        """The PR section's checks and decisions, in their order."""
        return tuple(d for d in self.decisions if d.consents and d.stage == Stage.PR)

    def case(self) -> Case:
        """The post as the rule sees it."""
        # An objection stays one when the section is no longer asked: that would be a way around.
        objections = [answer.said_at for answer in self.answers if not answer.agreed]
        last_objection = max(objections, default=None)
        votes = tuple(
            replace(
                decision.vote,
                before_objection=last_objection is not None
                and decision.decided_at < last_objection,
            )
            for decision in self.decisions
        )
        return Case(
            status=self.post.status,
            authors=self.authors,
            votes=votes,
            is_reply=bool(self.post.revision.reply_to),
            unanswered=len(self.asked - {answer.concurrence_id for answer in self.answers}),
            objected=bool(objections),
        )

    def rule(self) -> Rule:
        """The rule this round is judged by: that of its latest consenting decision in the PR
        section; before there is one, what is in force today (ADR 10)."""
        if not self.consents:
            return PolicyVersion.objects.on(timezone.localdate()).rule()
        latest = self.consents[-1]
        decided_on = timezone.localdate(latest.decided_at)
        return (latest.policy or PolicyVersion.objects.on(decided_on)).rule()

    def gap(self) -> str:
        """Why this post may not be published as it stands; an empty string when it may.

        Everything is recomputed: the digest of what would be sent, and the quorum for exactly
        that revision. Asked by the worker before it takes anything up.
        """
        if changed := content_gap(self.post):
            return changed
        case, rule = self.case(), self.rule()
        if not stage_complete(Stage.PR, case, rule):
            return _("The approval of the PR section is not complete for this revision.")
        if not self.post.skips_chief and not stage_complete(Stage.CHIEF, case, rule):
            return _("The requesting chief has not decided on this revision.")
        return ""


def content_gap(post: Post) -> str:
    """Whether what would be sent, and where to, is not what was approved, in words."""
    revision = post.revision
    if revision.digest != revision.expected_digest():
        return _("The content or the destination is not the one that was approved.")
    return ""


def dossier_of(post: Post) -> Dossier:
    return dossiers_of([post])[post.pk]


def dossiers_of(posts: Sequence[Post]) -> dict[int, Dossier]:
    """The dossiers of these posts, by primary key: five queries, however many posts."""
    revisions = [post.current_id for post in posts]
    decisions = _by_revision(
        Decision.objects.filter(revision__in=revisions).prefetch_related("policy")
    )
    answers = _by_revision(ConcurrenceAnswer.objects.filter(revision__in=revisions))
    written = Revision.objects.filter(post__in=posts).order_by()
    authors = _gathered(written.values_list("post_id", "author_id"))
    standing = Concurrence.objects.filter(post__in=posts, withdrawn_at=None).order_by()
    asked = _gathered(standing.values_list("post_id", "pk"))
    return {
        post.pk: Dossier(
            post,
            frozenset({post.drafter_id, *authors[post.pk]}),
            tuple(d for d in decisions[post.current_id] if d.round == post.round),
            tuple(a for a in answers[post.current_id] if a.round == post.round),
            frozenset(asked[post.pk]),
        )
        for post in posts
    }


def _by_revision(rows: Iterable[_RowT]) -> dict[int | None, list[_RowT]]:
    found: dict[int | None, list[_RowT]] = defaultdict(list)
    for row in rows:
        found[row.revision_id].append(row)
    return found


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
