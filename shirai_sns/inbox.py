"""受信箱: what lies on a person's desk, as querysets over all rooms."""

from __future__ import annotations

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from accounts.models import Section, User
from approvals.models import Decision
from posts.models import Channel, Lane, Post, Revision
from posts.models.post import PostQuerySet
from posts.workflow import Status

NEEDS_PR = (Status.HELD, Status.FAILED, Status.UNCERTAIN)
ON_THE_WAY = (
    Status.SCHEDULED,
    Status.PUBLISHING,
    Status.PUBLISHED,
    Status.REMOVING,
    Status.REMOVED,
    *NEEDS_PR,
)


def todo(user: User) -> PostQuerySet:
    """未処理: what this person can act on now; urgent on top, then the oldest first."""
    deciding = get_objects_for_user(user, "accounts.decide_request", klass=Section)
    own = get_objects_for_user(user, "accounts.submit_request", klass=Section)
    confirming = get_objects_for_user(
        user, ["confirm_post", "decide_post"], klass=Channel, any_perm=True
    )
    to_judge = Q(status=Status.CHIEF_REVIEW, section__in=deciding) | Q(
        status=Status.PR_REVIEW, channel__in=confirming
    )
    wrote = Revision.objects.filter(post=OuterRef("pk"), author=user)
    acted = Decision.objects.filter(post=OuterRef("pk"), round=OuterRef("round"), actor=user)
    mine_to_mend = Q(status=Status.RETURNED, section__in=own)
    stuck = Q(status__in=NEEDS_PR, channel__in=confirming)
    by_hand = Q(channel__mode=Channel.Mode.MANUAL, channel__in=confirming) & (
        Q(status=Status.SCHEDULED, due_at__lte=timezone.now())
        | Q(status__in=[Status.PUBLISHING, Status.REMOVING])
    )
    judging = to_judge & ~Q(drafter=user) & ~Q(Exists(wrote)) & ~Q(Exists(acted))
    urgent_first = Case(
        When(lane=Lane.URGENT, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = Post.objects.filter(judging | mine_to_mend | stuck | by_hand).with_people()
    return found.order_by(urgent_first, "status_since", "pk")


def done(user: User) -> PostQuerySet:
    """処理済: what this person has decided or checked, the latest first."""
    decided = Decision.objects.filter(post=OuterRef("pk"), actor=user)
    return Post.objects.filter(Exists(decided)).with_people().order_by("-status_since")


def mine(user: User) -> PostQuerySet:
    """自分の依頼."""
    return Post.objects.filter(drafter=user).with_people().order_by("-pk")


def outgoing(user: User) -> PostQuerySet:
    """予約・投稿済: what is approved, from waiting to removed, as far as the person may read it."""
    found = Post.objects.visible_to(user).filter(status__in=ON_THE_WAY)
    return found.with_people().order_by("-status_since")
