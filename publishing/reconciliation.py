"""Settling an unknown outcome by evidence: the account's own timeline.

X shows a new post to readers with some delay, so it is searched several times
(``RECONCILE_AFTER``: +15 s, +60 s and +5 min) before a person decides.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.events import Act
from posts.models import Post
from posts.workflow import Status
from publishing.delivery import Connect, conclude_posted
from publishing.encryption import NoKey
from publishing.gateway import CannotRead, Sighting
from publishing.models import Attempt, Credential
from publishing.worker import worker
from publishing.x import normalized

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
    """One look for each channel: a timeline that hangs keeps a single worker's slot busy."""
    due = Attempt.objects.filter(next_look_at__lte=now)
    first = due.order_by("post__channel_id", "next_look_at").distinct("post__channel_id")
    return list(first.values_list("pk", flat=True))


def reserve_look(attempt_pk: int, *, now: dt.datetime) -> bool:
    """Take one due look for as long as it can last, so that no second task does the same."""
    due = Attempt.objects.filter(pk=attempt_pk, next_look_at__lte=now)
    return bool(due.update(next_look_at=now + LONGEST_LOOK))


def look(attempt_pk: int, *, now: dt.datetime, connect: Connect) -> None:
    """Search the timeline once for an attempt with an unknown outcome.

    A timeline that could not be read says nothing, so such a look does not count.
    """
    attempt = Attempt.objects.select_related("post__channel", "revision").get(pk=attempt_pk)
    assert attempt.sent_at is not None
    seen: list[Sighting] | None = None
    retry_at = now + UNREAD_PAUSE
    try:
        _require_same_destination(attempt)
        seen = list(connect(attempt.post.channel).timeline(attempt.sent_at - DUPLICATE_WINDOW))
    except CannotRead as error:
        retry_at = max(retry_at, error.retry_at or now)
    except (Credential.DoesNotExist, NoKey):
        pass
    with transaction.atomic():
        post = Post.objects.lock(attempt.post_id)
        attempt.refresh_from_db()
        if attempt.next_look_at is None or post.status != Status.UNCERTAIN:
            return
        if seen is None:
            _look_later(attempt, retry_at)
        else:
            _conclude(attempt, post, seen, now)


def _conclude(attempt: Attempt, post: Post, seen: list[Sighting], now: dt.datetime) -> None:
    same = _same_words(attempt, seen)
    _write_sighting(attempt, now, posts=len(seen), same=[s.x_id for s in same])
    if found := _match(attempt, same):
        conclude_posted(attempt, post, found.x_id, actor=worker(post), act=Act.RECONCILED)
    elif same and "duplicate" in attempt.evidence:
        _conclude_duplicate(attempt, post, same[0])
    else:
        _look_again(attempt, now)


def _write_sighting(attempt: Attempt, now: dt.datetime, **saw: object) -> None:
    """Evidence for the person who may have to conclude it; unreadable looks are kept too."""
    attempt.sightings = [*attempt.sightings, {"at": now.isoformat(), **saw}][-MOST_KEPT:]
    attempt.save(update_fields=["sightings"])


def _require_same_destination(attempt: Attempt) -> None:
    """A channel switched between drill and live has another timeline now: no evidence."""
    if attempt.revision.digest != attempt.revision.expected_digest():
        raise CannotRead("the channel's mode is not the one it was posted in")


def _same_words(attempt: Attempt, seen: list[Sighting]) -> list[Sighting]:
    text = normalized(attempt.revision.segments.get(position=attempt.position).text)
    images = 0 if attempt.position else attempt.revision.images.count()
    return [s for s in seen if s.text == text and s.images == images]


def _match(attempt: Attempt, same: list[Sighting]) -> Sighting | None:
    """The one post on the timeline that is this attempt; None when none or several fit."""
    assert attempt.sent_at is not None
    earliest = attempt.sent_at - CLOCK_SKEW
    fits = [s for s in same if s.seen_at >= earliest]
    known = set(
        Attempt.objects.filter(x_id__in=[s.x_id for s in fits]).values_list("x_id", flat=True)
    )
    fits = [s for s in fits if s.x_id not in known]
    return fits[0] if len(fits) == 1 else None


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
    """The person's page is open all the while; after a day it is theirs alone."""
    assert attempt.sent_at is not None
    _write_sighting(attempt, timezone.now(), unreadable=True)
    given_up = retry_at > attempt.sent_at + UNREAD_LONGEST
    attempt.next_look_at = None if given_up else retry_at
    attempt.save(update_fields=["next_look_at"])
