"""When a post goes out by itself once more, and when it is too late to. Pure: no clock, no rows."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

# A try that surely did not reach X is made again after this, then after twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=5), dt.timedelta(minutes=5)


class Late(StrEnum):
    """Why a post does not go out by itself any more."""

    DEADLINE = "deadline"
    GRACE = "grace"


def pause_after(failed: int) -> dt.timedelta:
    """How long to wait when so many tries, one at the least, have failed."""
    doubled = 1 << min(failed - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def lateness(
    due_at: dt.datetime | None,
    not_after: dt.datetime | None,
    *,
    now: dt.datetime,
    grace: dt.timedelta,
) -> Late | None:
    """None while the post may still go out. The deadline weighs more than the grace of the
    policy (posting_window_grace_min): stale news is worse than none."""
    if not_after is not None and now > not_after:
        return Late.DEADLINE
    if due_at is not None and now - due_at > grace:
        return Late.GRACE
    return None


def latest(
    due_at: dt.datetime | None, not_after: dt.datetime | None, *, grace: dt.timedelta
) -> dt.datetime | None:
    """The last moment at which ``lateness`` is None."""
    ends = [not_after, due_at and due_at + grace]
    return min((end for end in ends if end is not None), default=None)
