"""Never twice, never lost: claim, send, settle.

X offers no idempotency key, so the database decides. A claim writes the intent (an open
``Attempt``); a compare-and-swap on ``sent_at`` lets exactly one task call X, outside any
transaction; a new short transaction writes the outcome. Losing a task, a worker or the whole
broker between any two of these steps loses nothing and repeats nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import consent_gap
from audit.events import Act
from audit.log import SYSTEM, Signature, record
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.encryption import NoKey
from publishing.gateway import Gateway, Message, Outcome, Posted, Refused, Unknown
from publishing.models import Attempt, Credential, Halt
from publishing.payload import message_of
from publishing.worker import no_credential, worker

# Longer than four images and a post can last with their time-outs (nine calls, 35 s each when
# X may be silent for 30): whoever set sent_at then is dead.
DEAD_AFTER = 12 * settings.X_READ_TIMEOUT
FIRST_LOOK = settings.RECONCILE_AFTER[0]

Connect = Callable[[Channel], Gateway]


def start(attempt_pk: int, *, now: dt.datetime) -> tuple[Channel, Message] | None:
    """Compare-and-swap the right to call X, or None when somebody had it before.

    Durable: committed before the call, whatever the caller is in. The consent, the digest
    and the stop are checked once more, from the rows, under the lock.
    """
    with transaction.atomic(durable=True):
        attempt = Attempt.objects.select_related("revision").get(pk=attempt_pk)
        post = Post.objects.lock(attempt.post_id)
        swapped = Attempt.objects.open().filter(pk=attempt_pk, sent_at=None).update(sent_at=now)
        if not swapped:
            return None
        attempt.sent_at = now
        if Halt.objects.on(post.channel).exists():
            stopped = _("All posting was stopped just before the call to X.")
            _write_outcome(attempt, post, Refused(stopped, retry_at=now))
            return None
        if gap := consent_gap(post):
            _write_outcome(attempt, post, Refused(gap))
            return None
        return post.channel, message_of(post, attempt)


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
        outcome = gateway.publish(message)
    settle(attempt_pk, outcome)


@transaction.atomic
def settle(attempt_pk: int, outcome: Outcome) -> None:
    """Write the outcome of a call; only the first outcome of an attempt counts.

    One exception: an attempt given up as dead whose worker comes back with the id after all.
    """
    attempt = Attempt.objects.select_related("revision").get(pk=attempt_pk)
    post = Post.objects.lock(attempt.post_id)
    attempt.refresh_from_db()
    if attempt.settled_at is None:
        _write_outcome(attempt, post, outcome)
    elif attempt.outcome == Attempt.Outcome.UNKNOWN and isinstance(outcome, Posted):
        conclude_posted(attempt, post, outcome.x_id, actor=worker(post), act=Act.RECONCILED)


def give_up_dead(*, now: dt.datetime) -> None:
    """Settle the attempts whose worker died during the call: their outcome is unknown."""
    dead = Attempt.objects.open().filter(sent_at__lt=now - DEAD_AFTER)
    for pk in dead.values_list("pk", flat=True):
        settle(pk, Unknown(_("The worker stopped during the call to X.")))


def conclude_posted(
    attempt: Attempt, post: Post, x_id: str, *, actor: Signature, act: Act, reason: str = ""
) -> None:
    """Write that this segment is on X under this id, and move the post on."""
    attempt.outcome = Attempt.Outcome.POSTED
    attempt.x_id = x_id
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "x_id", "next_look_at"])
    facts = {**attempt.facts(), "x_id": x_id}
    if attempt.position + 1 < attempt.revision.segments.count():
        if post.status == Status.UNCERTAIN:
            post.due_at = timezone.now()
            post.move_to(Status.SCHEDULED, actor=actor, act=act, reason=reason, facts=facts)
        else:
            post.note(Act.PART_PUBLISHED, actor=actor, facts=facts)
        return
    post.move_to(Status.PUBLISHED, actor=actor, act=act, reason=reason, facts=facts)


def _write_outcome(attempt: Attempt, post: Post, outcome: Outcome) -> None:
    """Settle the attempt and move the post; called under the post's lock."""
    attempt.settled_at = timezone.now()
    if isinstance(outcome, Posted):
        attempt.save()
        conclude_posted(attempt, post, outcome.x_id, actor=worker(post), act=Act.PUBLISHED)
    elif isinstance(outcome, Refused):
        _write_refusal(attempt, post, outcome)
    else:
        attempt.outcome = Attempt.Outcome.UNKNOWN
        attempt.evidence = outcome.evidence
        if post.channel.may_read:
            attempt.next_look_at = attempt.settled_at + FIRST_LOOK
        attempt.save()
        post.move_to(
            Status.UNCERTAIN,
            actor=worker(post),
            act=Act.SEND_UNKNOWN,
            reason=outcome.evidence,
            facts=attempt.facts(),
        )


def _write_refusal(attempt: Attempt, post: Post, refused: Refused) -> None:
    attempt.outcome = Attempt.Outcome.REFUSED
    attempt.evidence = refused.reason
    attempt.retry_at = refused.retry_at
    attempt.save()
    if refused.halt:
        _stop_channel(post, refused.reason)
    waits = refused.halt or refused.retry_at is not None
    post.move_to(
        Status.SCHEDULED if waits else Status.FAILED,
        actor=worker(post),
        act=Act.SEND_POSTPONED if waits else Act.SEND_REFUSED,
        reason=refused.reason,
        facts=attempt.facts(),
    )


def _stop_channel(post: Post, reason: str) -> None:
    """Nothing of the channel can go out until a person mends it; said once, in the trail too."""
    _halt, created = Halt.objects.get_or_create(
        channel=post.channel, lifted_at=None, defaults={"reason": reason, "by_name": SYSTEM.name}
    )
    if created:
        record(Act.HALTED, actor=SYSTEM, subject=post.channel.subject(), reason=reason)
