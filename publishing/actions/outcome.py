"""再投稿, and the conclusion of an unclear outcome by a person who has looked at X."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from approvals.actions import make_due
from audit.events import Act
from posts.models import Post
from posts.workflow import IllegalTransition, Status
from publishing.actions.desk import lock_for_pr
from publishing.models import Attempt
from publishing.outcomes import conclude_posted


@transaction.atomic
def retry(post_pk: int, *, actor: User, seen: str) -> Post:
    """再投稿する: a failed post is tried again, by a person's order."""
    post, who = lock_for_pr(post_pk, actor, seen)
    if post.status != Status.FAILED:
        raise IllegalTransition(f"{post.status} has not failed")
    make_due(post)
    post.move_to(Status.SCHEDULED, actor=who, act=Act.RETRIED)
    return post


@transaction.atomic
def resolve_posted(post_pk: int, *, actor: User, seen: str, x_id: str, reason: str) -> Post:
    """投稿済みにする: a person has seen the post on X and names its id."""
    post, who = lock_for_pr(post_pk, actor, seen)
    attempt = _unclear_attempt(post)
    conclude_posted(
        attempt,
        post,
        x_id,
        actor=who,
        act=Act.RESOLVED,
        reason=reason,
        evidence=_evidence(attempt),
    )
    return post


@transaction.atomic
def resolve_absent(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """再投稿する: a person has looked at X and the post is not there."""
    post, who = lock_for_pr(post_pk, actor, seen)
    attempt = _unclear_attempt(post)
    attempt.outcome = Attempt.Outcome.REFUSED
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "next_look_at"])
    make_due(post)
    post.move_to(
        Status.SCHEDULED,
        actor=who,
        act=Act.RESOLVED,
        reason=reason,
        facts=_evidence(attempt),
    )
    return post


def _unclear_attempt(post: Post) -> Attempt:
    if post.status != Status.UNCERTAIN:
        raise IllegalTransition(f"the outcome of a {post.status} post is not in question")
    return Attempt.objects.filter(post=post, outcome=Attempt.Outcome.UNKNOWN).latest("pk")


def _evidence(attempt: Attempt) -> dict[str, object]:
    """What the person had before them, for the trail."""
    return {
        "sent_at": attempt.sent_at.isoformat() if attempt.sent_at else None,
        **attempt.facts(),
        "answer": attempt.evidence,
        "looks": attempt.sightings,
    }
