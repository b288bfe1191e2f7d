"""Taking up what is due: the intent to send is written before anybody calls X."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import PolicyVersion, all_moved_on, consent_gap
from audit.events import Act
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.models import Attempt, Halt
from publishing.payload import message_of, payload_digest
from publishing.worker import worker

# An open attempt whose task was lost (broker flushed, worker killed before the call).
LOST_AFTER = dt.timedelta(seconds=10)
# X shows a new post to itself only after some seconds; a reply must wait for it.
SEGMENT_PAUSE = dt.timedelta(seconds=5)


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


def lost_attempts(now: dt.datetime) -> list[int]:
    """Open attempts that nobody has begun to send: their task has to be queued again."""
    lost = Attempt.objects.open().filter(sent_at=None, claimed_at__lt=now - LOST_AFTER)
    return list(lost.values_list("pk", flat=True)[:200])


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
    # A post that is later than the policy allows asks a person instead of going out stale.
    grace = PolicyVersion.objects.on(timezone.localdate(now)).grace
    if expired or now - post.due_at > grace:
        reason = (
            _("The deadline for posting had passed.")
            if expired
            else _("More than %(minutes)s minutes had passed since the time of posting.")
            % {"minutes": grace // dt.timedelta(minutes=1)}
        )
        post.due_at = None
        post.move_to(Status.HELD, actor=worker(post), act=Act.OVERDUE, reason=reason)
        return False
    if gap := consent_gap(post):
        post.due_at = None
        post.move_to(Status.RETURNED, actor=worker(post), act=Act.CONSENT_LAPSED, reason=gap)
        return False
    if renew := all_moved_on(post):
        post.due_at = None
        post.move_to(Status.HELD, actor=worker(post), act=Act.CONSENT_LAPSED, reason=renew)
        return False
    post.move_to(Status.PUBLISHING, actor=worker(post), act=Act.CLAIMED)
    return True


def _open_attempt(post: Post) -> Attempt | None:
    """The attempt for the first segment that is not on X yet; None when all are."""
    done = Attempt.objects.posted().filter(revision=post.revision).count()
    if done >= post.revision.segments.count():
        return None
    attempt = Attempt(post=post, revision=post.revision, position=done)
    attempt.payload_digest = payload_digest(message_of(post, attempt))
    attempt.save()
    return attempt
