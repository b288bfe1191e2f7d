"""What is owed afterwards: 事後確認 by a chief who was left out, 後閲 by one who was away."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.business_days import add_business_days
from accounts.models import Section, User, own_seats
from accounts.roles import Role, group_name
from accounts.seats import Seat
from approvals.models import AfterReview, Decision, PolicyVersion
from audit.events import Act
from posts.actions import require_wording
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted

ACTS = {
    AfterReview.Kind.ACKNOWLEDGE: Act.ACKNOWLEDGED,
    AfterReview.Kind.INSPECT: Act.INSPECTED,
}


@transaction.atomic
def acknowledge(post_pk: int, *, actor: User, seen: str, opinion: str = "") -> Post:
    """事後確認する: the chief whom an exception left out has looked at it (2(3)③)."""
    return _look_back(post_pk, AfterReview.Kind.ACKNOWLEDGE, actor, seen, opinion)


@transaction.atomic
def inspect(post_pk: int, *, actor: User, seen: str, opinion: str = "") -> Post:
    """後閲する: the chief has looked at what was decided in their absence."""
    return _look_back(post_pk, AfterReview.Kind.INSPECT, actor, seen, opinion)


def owe_acknowledgement(post: Post, policy: PolicyVersion) -> None:
    """Note that the requesting section's chief has to acknowledge this round."""
    AfterReview.objects.create(
        kind=AfterReview.Kind.ACKNOWLEDGE,
        post=post,
        round=post.round,
        section=post.section,
        role=Role.CHIEF,
        reason=post.exception_reason,
        due_on=_due(policy),
    )


def owe_inspection(decision: Decision, seat: Seat, policy: PolicyVersion) -> None:
    """Note that whoever holds the position has to inspect what a deputy decided in it."""
    AfterReview.objects.create(
        kind=AfterReview.Kind.INSPECT,
        post=decision.post,
        round=decision.round,
        decision=decision,
        section=Section.objects.get(code=seat.position_section),
        role=seat.role,
        reason=seat.absence,
        due_on=_due(policy),
    )


def owed_by(user: User, post: Post | None = None) -> list[AfterReview]:
    """What this person has to look at, of one post or of all: owed by a position that they
    hold in person.

    Whoever decided as the deputy and has come to the position since does not inspect it.
    """
    keys = {seat.key for seat in own_seats(user, timezone.localdate())}
    owed = AfterReview.objects.filter(done_at=None).select_related("section", "decision")
    if post is not None:
        owed = owed.filter(post=post)
    return [
        review
        for review in owed
        if group_name(review.section.code, review.role) in keys
        and not (review.decision and review.decision.actor_id == user.pk)
    ]


def _look_back(post_pk: int, kind: AfterReview.Kind, actor: User, seen: str, opinion: str) -> Post:
    post = Post.objects.lock(post_pk)
    mine = [review for review in owed_by(actor, post) if review.kind == kind]
    if not mine:
        _refuse(post, kind, actor)
    require_wording(post, seen)
    keys = {group_name(review.section.code, review.role) for review in mine}
    seat = next(s for s in own_seats(actor, timezone.localdate()) if s.key in keys)
    for review in mine:
        review.done_at = timezone.now()
        review.done_by = actor
        review.done_by_name = actor.name
        review.done_by_title = seat.title
        review.opinion = opinion
        review.save()
    post.note(
        ACTS[kind],
        actor=actor.signature_in(seat),
        reason=opinion,
        facts={"seat": seat.key, "rounds": sorted({review.round for review in mine})},
    )
    return post


def _refuse(post: Post, kind: AfterReview.Kind, actor: User) -> None:
    if AfterReview.objects.filter(post=post, kind=kind, done_by=actor).exists():
        raise IllegalTransition("this person has looked at it already")
    raise NotPermitted(_("Only whoever holds the position in person may do this."))


def _due(policy: PolicyVersion) -> dt.date:
    days = policy.post_ack_business_days
    return add_business_days(timezone.localdate(), days, policy.closed())
