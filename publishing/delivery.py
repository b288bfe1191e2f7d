"""Never twice, never lost: claim, send, settle.

X offers no idempotency key, so the database decides. A claim writes the intent (an open
``Attempt``); a compare-and-swap on ``sent_at`` lets exactly one task call X, outside any
transaction; a new short transaction writes the outcome. Losing a task, a worker or the whole
broker between any two of these steps loses nothing and repeats nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import content_gap
from audit.events import Act
from posts.models import Channel
from posts.workflow import Status
from publishing.encryption import NoKey
from publishing.gateway import Gateway, Message, Outcome, Refused, longest
from publishing.models import Attempt, Credential, Halt
from publishing.outcomes import refuse, settle, write_outcome
from publishing.payload import message_of, payload_in, payload_of
from publishing.policy import Late, lateness
from publishing.worker import (
    grace_on,
    hold_late,
    hold_stopped,
    no_credential,
    renew_connection,
    worker,
)

Connect = Callable[[Channel], Gateway]


def start(attempt_pk: int, *, now: dt.datetime) -> tuple[Channel, Message] | None:
    """Compare-and-swap the right to call X, or None when somebody had it before.

    Durable: committed before the call, whatever the caller is in. The stop, the lateness and the
    digests are checked once more, from the rows, under the lock. The consent to this digest was
    counted by the claim, and nothing takes it back while the post is being published.
    """
    with transaction.atomic(durable=True):
        attempt = Attempt.objects.lock(attempt_pk)
        if attempt.sent_at is not None or attempt.settled_at is not None:
            return None
        standing = Attempt.objects.standing(attempt.revision)[attempt.revision_id]
        if _called_off(attempt, standing, now):
            return None
        message = message_of(payload_of(attempt.revision, attempt.position, standing))
        if payload_in(message).digest() != attempt.payload_digest:
            changed = _("A text or an image was changed outside this system. Nothing was sent.")
            write_outcome(attempt, attempt.post, Refused(changed))
            return None
        swapped = (
            Attempt.objects.open()
            .filter(pk=attempt_pk, sent_at=None)
            .update(sent_at=now, dead_at=now + longest(message))
        )
        return (attempt.post.channel, message) if swapped else None


def deliver(attempt_pk: int, *, connect: Connect) -> None:
    """Send one segment and write down what came of it. Safe to be called twice."""
    started = start(attempt_pk, now=timezone.now())
    if started is None:
        return
    channel, message = started
    try:
        gateway = connect(channel)
    except (Credential.DoesNotExist, NoKey) as error:
        outcome: Outcome = Refused(no_credential(error), halt=True)
    else:
        outcome = gateway.publish(message, lambda: _stopped(channel))
    # The call may have taken minutes: a connection that was lost meanwhile must not cost the id.
    renew_connection()
    settle(attempt_pk, outcome)


def _stopped(channel: Channel) -> Refused | None:
    """Asked once more after the uploads, which may have taken minutes: the next sweep holds the
    post that is not sent now."""
    renew_connection()
    if not Halt.objects.on(channel).exists():
        return None
    reason = _("All posting was stopped just before the call to X.")
    return Refused(reason, retry_at=timezone.now())


def _called_off(attempt: Attempt, standing: Mapping[int, str], now: dt.datetime) -> bool:
    """Whether something forbids the call that was not there when the attempt was opened."""
    post = attempt.post
    if stop := Halt.objects.on(post.channel).first():
        refuse(attempt, _("All posting was stopped just before the call to X."))
        hold_stopped(post, stop.reason)
    elif late := _lateness(attempt, now):
        refuse(attempt, _("It was too late to call X."))
        hold_late(post, late, grace_on(now))
    elif attempt.position in standing:
        refuse(attempt, _("X had confirmed this part meanwhile."), retry_at=now)
        post.move_to(Status.SCHEDULED, actor=worker(post), act=Act.SEND_POSTPONED)
    elif gap := content_gap(post):
        write_outcome(attempt, post, Refused(gap))
    else:
        return False
    return True


def _lateness(attempt: Attempt, now: dt.datetime) -> Late | None:
    post = attempt.post
    # A thread under way is finished; half of it is worse than a late one.
    if post.parts_on_x or (attempt.late_at and now <= attempt.late_at):
        return None
    return lateness(post.due_at, post.revision.not_after, now=now, grace=grace_on(now))
