"""Never twice, never lost: claim, send, settle.

X offers no idempotency key, so the database decides. A claim writes the intent (an open
``Attempt``); a compare-and-swap on ``sent_at`` lets exactly one task call X, outside any
transaction; a new short transaction writes the outcome. Losing a task, a worker or the whole
broker between any two of these steps loses nothing and repeats nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Decision, consent_gap
from approvals.policy import Rule
from audit.events import Act
from audit.log import SYSTEM, Signature, record
from posts.models import Channel, Post, Revision
from posts.workflow import Status
from publishing.encryption import NoKey
from publishing.gateway import Gateway, Message, Outcome, Picture, Posted, Refused, Unknown
from publishing.models import Attempt, Credential, Halt

# A post that is later than this asks a person again instead of going out stale.
LATENESS_GRACE = dt.timedelta(minutes=30)
# An open attempt whose task was lost (broker flushed, worker killed before the call).
LOST_AFTER = dt.timedelta(seconds=10)
# Longer than four images and a post can last with their time-outs (nine calls of 35 s):
# whoever set sent_at then is dead.
DEAD_AFTER = dt.timedelta(minutes=6)
# X shows a new post to itself only after some seconds; a reply must wait for it.
SEGMENT_PAUSE = dt.timedelta(seconds=5)
FIRST_LOOK = dt.timedelta(seconds=15)

Connect = Callable[[Channel], Gateway]


def due_posts(now: dt.datetime) -> list[int]:
    """Posts that the worker may take up now, oldest due first; stopped channels left out."""
    halted = Halt.objects.filter(Q(channel=OuterRef("channel")) | Q(channel=None), lifted_at=None)
    waiting = Attempt.objects.waiting(now).filter(post=OuterRef("pk"))
    starting = Q(status=Status.SCHEDULED, due_at__lte=now)
    return list(
        Post.objects.filter(starting | _next_segment_due(now))
        .exclude(channel__mode=Channel.Mode.MANUAL)
        .exclude(Exists(halted))
        .exclude(Exists(waiting))
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[:200]
    )


def claim(post_pk: int, *, now: dt.datetime) -> Attempt | None:
    """Write the intent to send the next segment. None when the post is not to go out now.

    Skips a post that another worker has under its lock. A late post is held, one whose
    consent no longer fits is returned; both with their event.
    """
    with transaction.atomic():
        locked = Post.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        if not locked.filter(pk=post_pk).exists():
            return None
        post = Post.objects.lock(post_pk)
        if Attempt.objects.waiting(now).filter(post=post).exists() or not _may_start(post, now):
            return None
        if post.status == Status.SCHEDULED and not _take_up(post, now):
            return None
        return _open_attempt(post)


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
        if gap := consent_gap(post, Rule()):
            _write_outcome(attempt, post, Refused(gap))
            return None
        return post.channel, _message(post, attempt)


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


def lost_attempts(now: dt.datetime) -> list[int]:
    """Open attempts that nobody has begun to send: their task has to be queued again."""
    lost = Attempt.objects.open().filter(sent_at=None, claimed_at__lt=now - LOST_AFTER)
    return list(lost.values_list("pk", flat=True)[:200])


def conclude_posted(
    attempt: Attempt, post: Post, x_id: str, *, actor: Signature, act: Act, reason: str = ""
) -> None:
    """Write that this segment is on X under this id, and move the post on."""
    attempt.outcome = Attempt.Outcome.POSTED
    attempt.x_id = x_id
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "x_id", "next_look_at"])
    facts = {"x_id": x_id, "segment": attempt.position, "payload": attempt.payload_digest}
    if attempt.position + 1 < attempt.revision.segments.count():
        if post.status == Status.UNCERTAIN:
            post.due_at = timezone.now()
            post.move_to(Status.SCHEDULED, actor=actor, act=act, reason=reason, facts=facts)
        else:
            post.note(Act.PART_PUBLISHED, actor=actor, facts=facts)
        return
    post.move_to(Status.PUBLISHED, actor=actor, act=act, reason=reason, facts=facts)


def worker(post: Post) -> Signature:
    """The worker signs as the system, on behalf of the people whose consent it carries out."""
    consent = Decision.objects.of_round(post).consenting().filter(stage="pr")
    names = "、".join(f"{d.actor_section} {d.actor_title} {d.actor_name}" for d in consent)
    return replace(SYSTEM, on_behalf_of=names[:300])


def no_credential(error: Exception) -> str:
    """What a missing or unreadable credential means, for the people who can mend it."""
    if isinstance(error, NoKey):
        return _("The account's credential cannot be opened: %(error)s") % {"error": error}
    return _("No credential is stored for the account.")


def _next_segment_due(now: dt.datetime) -> Q:
    """A thread under way: its last segment was posted long enough ago."""
    recent = Attempt.objects.filter(post=OuterRef("pk"), settled_at__gt=now - SEGMENT_PAUSE)
    return Q(status=Status.PUBLISHING) & ~Q(Exists(recent))


def _may_start(post: Post, now: dt.datetime) -> bool:
    if post.channel.mode == Channel.Mode.MANUAL or Halt.objects.on(post.channel).exists():
        return False
    if post.status == Status.SCHEDULED:
        return post.due_at is not None and post.due_at <= now
    return post.status == Status.PUBLISHING


def _take_up(post: Post, now: dt.datetime) -> bool:
    """Scheduled -> publishing, unless it is too late or the consent does not fit."""
    assert post.due_at is not None
    revision = post.revision
    expired = revision.not_after is not None and now > revision.not_after
    if expired or now - post.due_at > LATENESS_GRACE:
        reason = (
            _("The deadline for posting had passed.")
            if expired
            else _("More than %(minutes)s minutes had passed since the time of posting.")
            % {"minutes": LATENESS_GRACE // dt.timedelta(minutes=1)}
        )
        post.due_at = None
        post.move_to(Status.HELD, actor=worker(post), act=Act.OVERDUE, reason=reason)
        return False
    if gap := consent_gap(post, Rule()):
        post.due_at = None
        post.move_to(Status.RETURNED, actor=worker(post), act=Act.CONSENT_LAPSED, reason=gap)
        return False
    post.move_to(Status.PUBLISHING, actor=worker(post), act=Act.CLAIMED)
    return True


def _open_attempt(post: Post) -> Attempt | None:
    """The attempt for the first segment that is not on X yet; None when all are."""
    done = Attempt.objects.posted().filter(revision=post.revision).count()
    if done >= post.revision.segments.count():
        return None
    attempt = Attempt(post=post, revision=post.revision, position=done)
    attempt.payload_digest = payload_digest(_message(post, attempt))
    attempt.save()
    return attempt


def _message(post: Post, attempt: Attempt) -> Message:
    revision: Revision = post.revision
    text = revision.segments.get(position=attempt.position).text
    if attempt.position:
        before = Attempt.objects.posted().get(revision=revision, position=attempt.position - 1)
        return Message(text, reply_to=before.x_id)
    pictures = tuple(
        Picture(bytes(image.stored.content), image.stored.media_type, image.alt_text)
        for image in revision.images.select_related("stored")
    )
    return Message(text, pictures, revision.reply_to)


def payload_digest(message: Message) -> str:
    """SHA-256 over exactly what is sent."""
    whole = {
        "text": message.text,
        "reply_to": message.reply_to,
        "images": [
            [hashlib.sha256(picture.content).hexdigest(), picture.alt_text]
            for picture in message.pictures
        ],
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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
            Status.UNCERTAIN, actor=worker(post), act=Act.SEND_UNKNOWN, reason=outcome.evidence
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
    )


def _stop_channel(post: Post, reason: str) -> None:
    """Nothing of the channel can go out until a person mends it; said once, in the trail too."""
    _halt, created = Halt.objects.get_or_create(
        channel=post.channel, lifted_at=None, defaults={"reason": reason, "by_name": SYSTEM.name}
    )
    if created:
        record(Act.HALTED, actor=SYSTEM, subject=post.channel.subject(), reason=reason)
