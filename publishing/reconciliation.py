"""Settling an unknown outcome by evidence: the account's own timeline.

X shows a new post to readers with some delay, so it is searched several times
(``RECONCILE_AFTER``: +15 s, +60 s and +5 min) before a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from approvals.models import content_gap
from audit.events import Act
from posts.models import Post
from posts.workflow import Status
from publishing.delivery import Connect
from publishing.encryption import NoKey
from publishing.gateway import CannotRead, Sighting, Timeline
from publishing.models import Attempt, Credential
from publishing.outcomes import conclude_posted, keeping_others
from publishing.payload import images_of, text_of
from publishing.sightings import normalized
from publishing.worker import worker

# After the first look, one more after each of these.
PAUSES = [later - sooner for sooner, later in pairwise(settings.RECONCILE_AFTER)]
# Pages of the timeline, each with its time-outs.
LONGEST_LOOK = 8 * settings.X_READ_TIMEOUT
# A timeline that cannot be read is tried again after this, for at most a day.
UNREAD_PAUSE = min(dt.timedelta(minutes=1), settings.RECONCILE_AFTER[-1])
UNREAD_LONGEST = dt.timedelta(days=1)
MOST_KEPT = 20
# X's clock and ours may differ by this much.
CLOCK_SKEW = dt.timedelta(seconds=5)
# How far back an earlier post can make X refuse the same words.
DUPLICATE_WINDOW = dt.timedelta(days=2)


def due_looks(now: dt.datetime) -> list[int]:
    """The channels of which an outcome is to be looked for now."""
    due = Attempt.objects.filter(next_look_at__lte=now).order_by()
    return list(due.values_list("post__channel_id", flat=True).distinct())


@transaction.atomic
def reserve_looks(channel_pk: int, *, now: dt.datetime) -> list[int]:
    """Take all that is due of one channel for as long as a look can last, so that no second task
    does the same. One look is for all of it: a timeline that hangs keeps one slot busy."""
    due = Attempt.objects.filter(post__channel=channel_pk, next_look_at__lte=now)
    free = due.select_for_update(no_key=True, skip_locked=True, of=("self",))
    taken = list(free.order_by("pk").values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=taken).update(next_look_at=now + LONGEST_LOOK)
    return taken


def look(attempt_pks: Sequence[int], *, now: dt.datetime, connect: Connect) -> None:
    """Search a channel's timeline once for these attempts with an unknown outcome.

    A timeline that could not be read says nothing, so such a look does not count; nor does one
    that does not reach back to the attempt.
    """
    attempts = Attempt.objects.filter(pk__in=attempt_pks).select_related(
        "post__channel", "post__current"
    )
    readable = []
    for attempt in attempts:
        with keeping_others(attempt.pk):
            if _same_destination(attempt):
                readable.append(attempt)
    timeline, retry_at = _read(readable, now, connect)
    for pk in sorted(attempt_pks):
        with keeping_others(pk):
            _settle_look(pk, timeline, now, retry_at)


@transaction.atomic
def _settle_look(
    attempt_pk: int, timeline: Timeline | None, now: dt.datetime, retry_at: dt.datetime
) -> None:
    attempt = Attempt.objects.lock(attempt_pk)
    if attempt.next_look_at is None or attempt.post.status != Status.UNCERTAIN:
        return
    if timeline is None or not _same_destination(attempt):
        _look_later(attempt, retry_at)
    else:
        _conclude(attempt, timeline, now, retry_at)


def _read(
    attempts: Sequence[Attempt], now: dt.datetime, connect: Connect
) -> tuple[Timeline | None, dt.datetime]:
    """The timeline, None when it cannot be read; and when to read again, if need be."""
    retry_at = now + UNREAD_PAUSE
    if not attempts:
        return None, retry_at
    since = min(_sent(attempt) for attempt in attempts) - DUPLICATE_WINDOW
    try:
        return connect(attempts[0].post.channel).timeline(since), retry_at
    except CannotRead as error:
        return None, max(retry_at, error.retry_at or now)
    except (Credential.DoesNotExist, NoKey):
        return None, retry_at


def _conclude(
    attempt: Attempt, timeline: Timeline, now: dt.datetime, retry_at: dt.datetime
) -> None:
    post = attempt.post
    same = _same_words(attempt, timeline.posts)
    _write_sighting(attempt, now, posts=len(timeline.posts), same=[s.x_id for s in same])
    if found := _match(attempt, same):
        conclude_posted(attempt, post, found.x_id, actor=worker(post), act=Act.RECONCILED)
    elif same and "duplicate" in attempt.evidence:
        _conclude_duplicate(attempt, post, same[0])
    elif timeline.since > _earliest(attempt):
        _put_off(attempt, retry_at)
    else:
        _look_again(attempt, now)


def _write_sighting(attempt: Attempt, now: dt.datetime, **saw: object) -> None:
    """Evidence for the person who may have to conclude it; unreadable looks are kept too."""
    attempt.sightings = [*attempt.sightings, {"at": now.isoformat(), **saw}][-MOST_KEPT:]
    attempt.save(update_fields=["sightings"])


def _same_destination(attempt: Attempt) -> bool:
    """A channel switched between drill and live has another timeline now: no evidence."""
    return not content_gap(attempt.post)


def _sent(attempt: Attempt) -> dt.datetime:
    assert attempt.sent_at is not None
    return attempt.sent_at


def _earliest(attempt: Attempt) -> dt.datetime:
    return _sent(attempt) - CLOCK_SKEW


def _same_words(attempt: Attempt, seen: Sequence[Sighting]) -> list[Sighting]:
    text = normalized(text_of(attempt.revision, attempt.position))
    images = images_of(attempt.revision, attempt.position)
    return [s for s in seen if s.text == text and s.images == images]


def _match(attempt: Attempt, same: list[Sighting]) -> Sighting | None:
    """The one post on the timeline that is this attempt; None when none or several fit, or when
    it may just as well be another unclear attempt at the same words."""
    fits = [s for s in same if _may_be(attempt, s)]
    known = set(
        Attempt.objects.filter(x_id__in=[s.x_id for s in fits]).values_list("x_id", flat=True)
    )
    fits = [s for s in fits if s.x_id not in known]
    if len(fits) != 1:
        return None
    others = Attempt.objects.unclear(attempt.post.channel).exclude(pk=attempt.pk)
    rivals = [other for other in others if _same_words(other, fits) and _may_be(other, fits[0])]
    return None if rivals else fits[0]


def _may_be(attempt: Attempt, sighting: Sighting) -> bool:
    """Whether X made this post while the call of that attempt could be under way."""
    if attempt.sent_at is None:
        return False
    ended = (attempt.dead_at or sighting.seen_at) + CLOCK_SKEW
    return _earliest(attempt) <= sighting.seen_at <= ended


def _conclude_duplicate(attempt: Attempt, post: Post, earlier: Sighting) -> None:
    """X refused it as a duplicate, and the post it repeats is an earlier one: not posted."""
    attempt.outcome = Attempt.Outcome.REFUSED
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "next_look_at"])
    post.move_to(
        Status.FAILED,
        actor=worker(post),
        act=Act.RECONCILED,
        reason=f"{attempt.evidence} ({earlier.x_id})",
        facts=attempt.facts(),
    )


def _look_again(attempt: Attempt, now: dt.datetime) -> None:
    pauses = PAUSES[attempt.looks : attempt.looks + 1]
    attempt.next_look_at = now + pauses[0] if pauses else None
    attempt.looks += 1
    attempt.save(update_fields=["next_look_at", "looks"])


def _look_later(attempt: Attempt, retry_at: dt.datetime) -> None:
    _write_sighting(attempt, timezone.now(), unreadable=True)
    _put_off(attempt, retry_at)


def _put_off(attempt: Attempt, retry_at: dt.datetime) -> None:
    """The person's page is open all the while; after a day it is theirs alone."""
    given_up = retry_at > _sent(attempt) + UNREAD_LONGEST
    attempt.next_look_at = None if given_up else retry_at
    attempt.save(update_fields=["next_look_at"])
