"""How far a deadline has come, and when the next digest goes out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.business_days import add_business_days
from approvals.models import PolicyVersion

DIGEST_AT = dt.time(8, 30)
ONE_DAY = dt.timedelta(days=1)


def reached_share(since: dt.datetime, deadline: dt.datetime, now: dt.datetime) -> float:
    """How much of the time is over, in percent."""
    return 100 * (now - since) / (deadline - since)


def next_digest(now: dt.datetime, policy: PolicyVersion) -> dt.datetime:
    """The next 8:30 of a business day."""
    today = timezone.localdate(now)
    for begin in (today - ONE_DAY, today):
        day = add_business_days(begin, 1, policy.closed())
        moment = timezone.make_aware(dt.datetime.combine(day, DIGEST_AT))
        if moment > now:
            return moment
    raise AssertionError("the business day after today lies ahead")
