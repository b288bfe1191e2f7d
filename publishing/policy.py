"""When a post goes out by itself once more, and when it is too late to. Pure: no clock, no rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum


class Late(StrEnum):
    """Why a post does not go out by itself any more."""

    DEADLINE = "deadline"
    GRACE = "grace"
    # Not yet, but when it can be tried next.
    BY_THEN = "by_then"


def pause_after(failed: int, pauses: Sequence[dt.timedelta]) -> dt.timedelta:
    """How long to wait when so many tries, one at the least, have failed; the last of the pauses
    is for all that follow."""
    return pauses[min(failed, len(pauses)) - 1]


def times_told(waiting: dt.timedelta) -> int:
    """How often whoever has to do something by hand has been told of it, the first time at
    once: again after a quarter of an hour, after half an hour, and after every full hour."""
    hours = waiting // dt.timedelta(hours=1)
    return 3 + hours if hours else 1 + min(waiting // dt.timedelta(minutes=15), 2)


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
