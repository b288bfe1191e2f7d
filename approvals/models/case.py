"""A post as the rule sees it, read from the rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from approvals.events import Stage
from approvals.models.decision import Decision
from approvals.policy import Case, Rule, Standing, stage_complete
from posts.models import Post


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
