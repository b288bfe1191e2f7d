"""Taking up what is due: the intent to send is written before anybody calls X."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import dossiers_of, moved_on
from audit.events import Act
from audit.log import SYSTEM
from posts.models import Channel, Post
from posts.models.post import PostQuerySet
from posts.models.revision import read_parts
from posts.workflow import Status
from publishing.costs import cost_of
from publishing.models import LOST_AFTER, Attempt, Halt
from publishing.payload import payload_of
from publishing.policy import lateness, latest
from publishing.worker import carrying_out, grace_on, hold_late, hold_stopped, worker

# X shows a new post to itself only after some seconds; a reply must wait for it.
SEGMENT_PAUSE = dt.timedelta(seconds=5)
# Calls under way for one channel: an X that hangs for one account keeps two workers' slots busy,
# and all the others stay free for everybody else.
IN_FLIGHT = 2
BATCH = 200
MOVED_ON = _("Everybody who checked or decided this has moved on: it has to be checked again.")
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


def due_posts(now: dt.datetime) -> list[int]:
    """Posts that the worker may take up now, oldest due first; stopped channels left out.

    No more of a channel than it has calls free, so that no channel crowds out the others.
    """
    due = _due(now).exclude(Exists(_halts()))
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
    """``claim_batch`` for a single post; None when it is not to go out now."""
    return next(iter(claim_batch([post_pk], now=now)), None)


@transaction.atomic
def claim_batch(post_pks: Sequence[int], *, now: dt.datetime) -> list[Attempt]:
    """Write the intents to send the next segment of each of these posts, all or none.

    A post that another worker has under its lock is passed over, and so is one that is not to
    go out now. A late post and one of a stopped channel are held, one whose consent no longer
    fits is returned; all with their event.
    """
    due = [post for post in Post.objects.lock_idle(post_pks) if _is_due(post, now)]
    waiting = Attempt.objects.waiting(now).filter(post__in=due)
    put_off = set(waiting.values_list("post_id", flat=True))
    free = _uncrowded(_unstopped([post for post in due if post.pk not in put_off]))
    read_parts([post.revision for post in free])
    grace = grace_on(now)
    return _open_attempts(_taken_up(free, now, grace), grace)


@transaction.atomic
def set_aside(post_pk: int) -> None:
    """Hold a post that cannot be claimed because something is wrong with its rows: a person is
    told, and the others of its channel go on."""
    post = Post.objects.lock(post_pk)
    post.due_at = None
    reason = _("It could not be sent because of an error in this system.")
    post.move_to(Status.HELD, actor=SYSTEM, act=Act.HELD, reason=str(reason))


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


def _unstopped(posts: list[Post]) -> list[Post]:
    """Holds the posts of stopped channels."""
    stops = Halt.objects.by_channel({post.channel for post in posts})
    going = []
    for post in posts:
        if stop := stops.get(post.channel_id):
            hold_stopped(post, stop.reason)
        else:
            going.append(post)
    return going


def _uncrowded(posts: list[Post]) -> list[Post]:
    """As many of each channel as it has calls free. Exact: asked under the channels' locks."""
    channels = {post.channel_id for post in posts}
    locked = Channel.objects.select_for_update(no_key=True).filter(pk__in=channels)
    list(locked.order_by("pk").values_list("pk", flat=True))
    under_way = Attempt.objects.open().filter(post__channel__in=channels).order_by()
    busy = Counter(under_way.values_list("post__channel", flat=True))
    free = []
    for post in posts:
        if busy[post.channel_id] < IN_FLIGHT:
            busy[post.channel_id] += 1
            free.append(post)
    return free


def _taken_up(posts: list[Post], now: dt.datetime, grace: dt.timedelta) -> list[Post]:
    """Scheduled -> publishing, unless it is too late or the consent does not fit. A thread under
    way goes on while its consent fits."""
    dossiers = dossiers_of(posts)
    renew = moved_on(list(dossiers.values()), timezone.localdate(now))
    for post in posts:
        who = carrying_out(dossiers[post.pk].consents)
        late = lateness(post.due_at, post.revision.not_after, now=now, grace=grace)
        if late and post.status == Status.SCHEDULED:
            hold_late(post, late, grace)
        elif gap := dossiers[post.pk].gap():
            post.due_at = None
            # What stands on X in part is not given back to its author.
            begun = post.parts_on_x or post.status == Status.PUBLISHING
            back = Status.HELD if begun else Status.RETURNED
            post.move_to(back, actor=who, act=Act.CONSENT_LAPSED, reason=gap)
        elif post.status == Status.PUBLISHING:
            continue
        elif post.pk in renew:
            post.due_at = None
            post.move_to(Status.HELD, actor=who, act=Act.CONSENT_LAPSED, reason=str(MOVED_ON))
        else:
            post.move_to(Status.PUBLISHING, actor=who, act=Act.CLAIMED)
    return [post for post in posts if post.status == Status.PUBLISHING]


def _open_attempts(posts: list[Post], grace: dt.timedelta) -> list[Attempt]:
    """The attempts for the first segment of each that is not on X yet; when all are, that is
    written."""
    standing = Attempt.objects.standing(*(post.revision for post in posts))
    attempts = []
    for post in posts:
        there = standing[post.revision.pk]
        missing = [s.position for s in post.revision.segments.all() if s.position not in there]
        if not missing:
            post.move_to(Status.PUBLISHED, actor=worker(post), act=Act.PUBLISHED)
            continue
        attempts.append(_attempt(post, min(missing), there, grace))
    return Attempt.objects.bulk_create(attempts)


def _attempt(
    post: Post, position: int, standing: Mapping[int, str], grace: dt.timedelta
) -> Attempt:
    payload = payload_of(post.revision, position, standing)
    return Attempt(
        post=post,
        revision=post.revision,
        position=position,
        payload_digest=payload.digest(),
        cost=cost_of(payload.text, images=len(payload.images)),
        late_at=latest(post.due_at, post.revision.not_after, grace=grace),
    )
