"""Until when a step is to be done."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.business_days import add_business_days
from approvals.models import PolicyVersion
from posts.models import Post

DIGEST_AT = dt.time(8, 30)
ONE_DAY = dt.timedelta(days=1)


def deadline_of(post: Post, policy: PolicyVersion) -> dt.datetime:
    """The requested time of posting; where none is left, the end of the office hours some
    business days after the step began (ガイドライン5: ``step_business_days``)."""
    wanted = post.revision.requested_at
    if wanted is not None and wanted > post.status_since:
        return wanted
    began = timezone.localdate(post.status_since)
    day = add_business_days(began, policy.step_business_days, closed(policy))
    return timezone.make_aware(dt.datetime.combine(day, policy.office_closes))


def reached_share(since: dt.datetime, deadline: dt.datetime, now: dt.datetime) -> float:
    """How much of the time is over, in percent."""
    return 100 * (now - since) / (deadline - since)


def next_digest(now: dt.datetime, policy: PolicyVersion) -> dt.datetime:
    """The next 8:30 of a business day."""
    today = timezone.localdate(now)
    for begin in (today - ONE_DAY, today):
        day = add_business_days(begin, 1, closed(policy))
        moment = timezone.make_aware(dt.datetime.combine(day, DIGEST_AT))
        if moment > now:
            return moment
    raise AssertionError("the business day after today lies ahead")


def closed(policy: PolicyVersion) -> frozenset[dt.date]:
    """The days that this city closes beyond the usual ones."""
    return frozenset(dt.date.fromisoformat(day) for day in policy.closed_days)
