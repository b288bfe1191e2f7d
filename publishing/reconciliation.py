"""Settling an unknown outcome by evidence: the account's own timeline.

X shows a new post to readers with some delay, so it is searched several times
(``RECONCILE_AFTER``: +15 s, +60 s and +5 min) before a person decides.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from django.conf import settings
from django.db import transaction

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
# X's clock and ours may differ by this much.
CLOCK_SKEW = dt.timedelta(seconds=5)
# How far back an earlier post can make X refuse the same words.
DUPLICATE_WINDOW = dt.timedelta(days=2)


def due_looks(now: dt.datetime) -> list[int]:
    return list(Attempt.objects.filter(next_look_at__lte=now).values_list("pk", flat=True)[:50])


def look(attempt_pk: int, *, now: dt.datetime, connect: Connect) -> None:
    """Search the timeline once for an attempt with an unknown outcome."""
    attempt = Attempt.objects.select_related("post__channel", "revision").get(pk=attempt_pk)
    assert attempt.sent_at is not None
    try:
        _require_same_destination(attempt)
        seen = list(connect(attempt.post.channel).timeline(attempt.sent_at - DUPLICATE_WINDOW))
    except (CannotRead, Credential.DoesNotExist, NoKey):
        seen = []
    with transaction.atomic():
        post = Post.objects.lock(attempt.post_id)
        attempt.refresh_from_db()
        if attempt.next_look_at is None or post.status != Status.UNCERTAIN:
            return
        same = _same_words(attempt, seen)
        if found := _match(attempt, same):
            conclude_posted(attempt, post, found.x_id, actor=worker(post), act=Act.RECONCILED)
        elif same and "duplicate" in attempt.evidence:
            _conclude_duplicate(attempt, post, same[0])
        else:
            _look_again(attempt, now)


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
    known = set(Attempt.objects.posted().values_list("x_id", flat=True))
    fits = [s for s in same if s.x_id not in known and s.seen_at >= earliest]
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
