"""What has fallen due: cases that are over, whose term has run out, and that nobody holds."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from approvals.models import PolicyVersion
from posts.models import Category, Channel, Post
from posts.models.post import PostQuerySet
from posts.workflow import Status
from records.models import DisposedCase, LegalHold
from records.terms import closed_before

# Over for good, or on X for all that time.
OVER = (Status.PUBLISHED, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN)


def due(user: User, today: dt.date) -> PostQuerySet:
    """The cases of this person's channels that may be disposed of, oldest first."""
    policy = PolicyVersion.objects.on(today)
    run_out = Q()
    for category in (*Category.values, ""):
        before = _midnight(closed_before(today, policy.retention_of(category)))
        run_out |= Q(current__category=category, status_since__lt=before)
    found = Post.objects.filter(
        run_out,
        ~Exists(LegalHold.objects.filter(post=OuterRef("pk"), lifted_at=None)),
        ~Exists(DisposedCase.objects.filter(post=OuterRef("pk"))),
        status__in=OVER,
        channel__in=get_objects_for_user(user, "posts.manage_channel", klass=Channel),
    )
    return found.with_people().order_by("status_since", "pk")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
