"""Until when a step of consent is to be done."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.business_days import add_business_days
from approvals.models import PolicyVersion
from posts.models import Post


def deadline_of(post: Post, policy: PolicyVersion) -> dt.datetime:
    """The requested time of posting; where none is left, the end of the office hours some
    business days after the step began (ガイドライン5: ``step_business_days``)."""
    wanted = post.revision.requested_at
    if wanted is not None and wanted > post.status_since:
        return wanted
    return step_end(timezone.localdate(post.status_since), policy)


def step_end(began: dt.date, policy: PolicyVersion) -> dt.datetime:
    """When a step that began on this day is to be done."""
    day = add_business_days(began, policy.step_business_days, policy.closed())
    return timezone.make_aware(dt.datetime.combine(day, policy.office_closes))
