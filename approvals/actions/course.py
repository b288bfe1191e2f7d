"""Stopping a case for a while, letting it go on, and taking it back."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from approvals.actions.review import make_due
from approvals.actions.seating import pr_seat, seat_facts
from approvals.events import Stage
from approvals.models import ConcurrenceAnswer, all_moved_on, case_of, dossier_of
from approvals.policy import stage_complete
from audit.events import Act
from posts.actions import require_section, require_seen
from posts.models import Post
from posts.workflow import IllegalTransition, Status


@transaction.atomic
def hold(post_pk: int, *, actor: User, seen: str, reason: str, seat: str = "") -> Post:
    """保留する: keep a request that is being checked, or an approved post, from going out."""
    post = Post.objects.lock(post_pk)
    chosen = pr_seat(actor, post, seat)
    require_seen(post, seen)
    if post.status == Status.PUBLISHING:
        raise IllegalTransition("only the worker stops a post that it is sending")
    post.due_at = None
    post.move_to(
        Status.HELD,
        actor=actor.signature_in(chosen),
        act=Act.HELD,
        reason=reason,
        facts=seat_facts(chosen),
    )
    return post


@transaction.atomic
def release(post_pk: int, *, actor: User, seen: str, seat: str = "") -> Post:
    """再開する: an approved post becomes due again; any other goes back to being checked.

    So does an approved one whose checkers have all moved on: somebody of today checks it.
    """
    post = Post.objects.lock(post_pk)
    chosen = pr_seat(actor, post, seat)
    require_seen(post, seen)
    if post.status != Status.HELD:
        raise IllegalTransition(f"{post.status} is not on hold")
    dossier = dossier_of(post)
    complete = stage_complete(Stage.PR, dossier.case(), dossier.rule())
    approved = complete and not all_moved_on(dossier)
    if approved:
        make_due(post)
    post.move_to(
        Status.SCHEDULED if approved else Status.PR_REVIEW,
        actor=actor.signature_in(chosen),
        act=Act.RELEASED,
        facts=seat_facts(chosen),
    )
    return post


@transaction.atomic
def recall(post_pk: int, *, actor: User, seen: str) -> Post:
    """引き戻す: the requesting section takes it back before anybody acted at the present step."""
    post = Post.objects.lock(post_pk)
    require_section(actor, post.section)
    require_seen(post, seen)
    if acted_here(post):
        raise IllegalTransition("somebody has acted at this step already")
    post.move_to(Status.DRAFT, actor=actor.signature(post.section), act=Act.RECALLED)
    return post


def acted_here(post: Post) -> bool:
    """Whether somebody has acted at the present step: then it is no longer taken back.

    At the requesting step every verdict moves the case on. A section that has answered a
    concurrence since the case came here has acted, too.
    """
    answers = ConcurrenceAnswer.objects.filter(
        concurrence__post=post, round=post.round, said_at__gte=post.status_since
    )
    return any(v.stage == Stage.PR for v in case_of(post).votes) or answers.exists()
