"""How the worker signs, and what it says when it does not or cannot speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.events import Stage
from approvals.models import Decision, PolicyVersion
from audit.events import Act
from audit.log import SYSTEM, Signature
from posts.models import Post
from posts.workflow import Status
from publishing.encryption import NoKey
from publishing.policy import Late


def worker(post: Post) -> Signature:
    """The worker signs as the system, on behalf of the people whose consent it carries out."""
    return carrying_out(Decision.objects.of_round(post).consenting().filter(stage=Stage.PR))


def carrying_out(consents: Iterable[Decision]) -> Signature:
    """``worker``, for decisions that have been read already."""
    names = "、".join(f"{d.actor_section} {d.actor_title} {d.actor_name}" for d in consents)
    return replace(SYSTEM, on_behalf_of=names[:300])


def renew_connection() -> None:
    """Drop the connection to the database if it was lost or has grown old; the next query opens
    another. To be called after a long wait outside any transaction."""
    if not connection.in_atomic_block:
        close_old_connections()


def no_credential(error: Exception) -> str:
    """What a missing or unreadable credential means, for the people who can mend it."""
    if isinstance(error, NoKey):
        return _("The account's credential cannot be opened: %(error)s") % {"error": error}
    return _("No credential is stored for the account.")


def grace_on(now: dt.datetime) -> dt.timedelta:
    """How late a post may still go out by itself, by the policy in force."""
    return PolicyVersion.objects.on(timezone.localdate(now)).grace


def hold_late(post: Post, late: Late, grace: dt.timedelta, said: str = "") -> None:
    """A stale post waits for a person. Call it under the post's lock. ``said``: X's words."""
    reasons = {
        Late.DEADLINE: _("The deadline for posting had passed."),
        Late.GRACE: _("More than %(minutes)s minutes had passed since the time of posting.")
        % {"minutes": grace // dt.timedelta(minutes=1)},
        Late.BY_THEN: _("X will take it only when it is too late: %(said)s") % {"said": said},
    }
    post.due_at = None
    post.move_to(Status.HELD, actor=worker(post), act=Act.OVERDUE, reason=reasons[late])


def hold_stopped(post: Post, reason: str) -> None:
    """A post that became due during a stop waits for a person: lifting the stop releases
    nothing by itself. Call it under the post's lock."""
    post.due_at = None
    post.move_to(
        Status.HELD,
        actor=worker(post),
        act=Act.HELD,
        reason=_("All posting was stopped: %(reason)s") % {"reason": reason},
    )
