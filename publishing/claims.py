"""Taking up what is due: the intent to send is written before anybody calls X."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from approvals.models import all_moved_on, consent_gap
from audit.events import Act
from posts.models import Channel, Post
from posts.models.post import PostQuerySet
from posts.workflow import Status
from publishing.models import LOST_AFTER, Attempt, Halt
from publishing.payload import message_of, payload_digest
from publishing.policy import lateness
from publishing.worker import grace_on, hold_late, hold_stopped, worker

# X shows a new post to itself only after some seconds; a reply must wait for it.
SEGMENT_PAUSE = dt.timedelta(seconds=5)
# Calls under way for one channel: an X that hangs for one account keeps two workers' slots busy,
# and all the others stay free for everybody else.
IN_FLIGHT = 2
BATCH = 200
# Any constant will do; it names the one turn of the clock.
SWEEP_LOCK = 0x5357_4545_5053


@contextmanager
def sweeping() -> Iterator[bool]:
    """True for the only sweep under way; a process that dies gives its turn back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEP_LOCK])
        [first] = cursor.fetchone()
    try:
        yield first
    finally:
        if first:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEP_LOCK])


def due_posts(now: dt.datetime, channel_pk: int | None = None) -> list[int]:
    """Posts that the worker may take up now, oldest due first; stopped channels left out.

    No more of a channel than it has calls free, so that no channel crowds out the others.
    """
    due = _due(now).exclude(Exists(_halts()))
    if channel_pk is not None:
        due = due.filter(channel=channel_pk)
    turns = due.annotate(
        busy=_under_way(),
        turn=Window(RowNumber(), partition_by="channel_id", order_by=["due_at", "pk"]),
    )
    free = turns.filter(turn__lte=IN_FLIGHT - F("busy")).order_by("due_at", "pk")
    return list(free.values_list("pk", flat=True)[:BATCH])


def due_but_stopped(now: dt.datetime) -> list[int]:
    """Posts that became due while their channel is stopped: they are put on hold."""
    stopped = _due(now).filter(Exists(_halts())).order_by("due_at", "pk")
    return list(stopped.values_list("pk", flat=True)[:BATCH])


def claim(post_pk: int, *, now: dt.datetime) -> Attempt | None:
    """Write the intent to send the next segment. None when the post is not to go out now.

    Skips a post that another worker has under its lock. A late post and one of a stopped
    channel are held, one whose consent no longer fits is returned; all with their event.
    """
    with transaction.atomic():
        locked = Post.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        if not locked.filter(pk=post_pk).exists():
            return None
        post = Post.objects.lock(post_pk)
        if not _is_due(post, now) or Attempt.objects.waiting(now).filter(post=post).exists():
            return None
        if stop := Halt.objects.on(post.channel).first():
            hold_stopped(post, stop.reason)
            return None
        if _crowded(post.channel):
            return None
        if post.status == Status.SCHEDULED and not _take_up(post, now):
            return None
        return _open_attempt(post)


def lost_attempts(now: dt.datetime) -> list[int]:
    """Open attempts that nobody has begun to send: their task has to be queued again.

    Each is given out once, then again after twice the time: a busy worker is not buried under
    copies of the same task, and two clocks do no more than one.
    """
    with transaction.atomic():
        lost = (
            Attempt.objects.open()
            .filter(sent_at=None, requeue_at__lt=now)
            .order_by("requeue_at")
            .select_for_update(no_key=True, skip_locked=True)[:BATCH]
        )
        given_out = list(lost)
        for attempt in given_out:
            attempt.requeued += 1
            attempt.requeue_at = now + LOST_AFTER * 2 ** min(attempt.requeued, 5)
        Attempt.objects.bulk_update(given_out, ["requeued", "requeue_at"])
    return [attempt.pk for attempt in given_out]


def _due(now: dt.datetime) -> PostQuerySet:
    waiting = Attempt.objects.waiting(now).filter(post=OuterRef("pk"))
    recent = Attempt.objects.filter(post=OuterRef("pk"), settled_at__gt=now - SEGMENT_PAUSE)
    starting = Q(status=Status.SCHEDULED, due_at__lte=now)
    # A thread under way: its last segment was posted long enough ago.
    going_on = Q(status=Status.PUBLISHING) & ~Q(Exists(recent))
    due = Post.objects.filter(starting | going_on).exclude(channel__mode=Channel.Mode.MANUAL)
    return due.exclude(Exists(waiting))


def _halts() -> models.QuerySet[Halt]:
    return Halt.objects.filter(Q(channel=OuterRef("channel")) | Q(channel=None), lifted_at=None)


def _under_way() -> Coalesce:
    """How many calls of the post's channel are under way."""
    calls = Attempt.objects.open().filter(post__channel=OuterRef("channel")).order_by()
    counted = calls.values("post__channel").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _is_due(post: Post, now: dt.datetime) -> bool:
    if post.channel.mode == Channel.Mode.MANUAL:
        return False
    if post.status == Status.SCHEDULED:
        return post.due_at is not None and post.due_at <= now
    return post.status == Status.PUBLISHING


def _crowded(channel: Channel) -> bool:
    """Whether the channel has no call free. Asked under the channel's lock, so it is exact."""
    Channel.objects.select_for_update(no_key=True).only("pk").get(pk=channel.pk)
    return Attempt.objects.open().filter(post__channel=channel).count() >= IN_FLIGHT


def _take_up(post: Post, now: dt.datetime) -> bool:
    """Scheduled -> publishing, unless it is too late or the consent does not fit."""
    grace = grace_on(now)
    if late := lateness(post.due_at, post.revision.not_after, now=now, grace=grace):
        hold_late(post, late, grace)
        return False
    if gap := consent_gap(post):
        post.due_at = None
        # What stands on X in part is not given back to its author.
        back = Status.HELD if post.parts_on_x else Status.RETURNED
        post.move_to(back, actor=worker(post), act=Act.CONSENT_LAPSED, reason=gap)
        return False
    if renew := all_moved_on(post):
        post.due_at = None
        post.move_to(Status.HELD, actor=worker(post), act=Act.CONSENT_LAPSED, reason=renew)
        return False
    post.move_to(Status.PUBLISHING, actor=worker(post), act=Act.CLAIMED)
    return True


def _open_attempt(post: Post) -> Attempt | None:
    """The attempt for the first segment that is not on X yet; when all are, that is written."""
    done = set(
        Attempt.objects.posted().filter(revision=post.revision).values_list("position", flat=True)
    )
    missing = set(post.revision.segments.values_list("position", flat=True)) - done
    if not missing:
        post.move_to(Status.PUBLISHED, actor=worker(post), act=Act.PUBLISHED)
        return None
    attempt = Attempt(post=post, revision=post.revision, position=min(missing))
    attempt.payload_digest = payload_digest(message_of(post, attempt))
    attempt.save()
    return attempt
