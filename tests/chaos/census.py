"""What the application believes: read from its rows, and once more from its trail alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.db.models import Q, QuerySet

from audit.models import Event
from posts.models import Post
from posts.workflow import Status
from publishing.models import Attempt, Halt
from tests.chaos.judge import Belief

APPROVED = [
    status
    for status in Status
    if status not in {Status.DRAFT, Status.CHIEF_REVIEW, Status.PR_REVIEW}
]
ON_THE_WAY = (Status.SCHEDULED, Status.PUBLISHING)
KEY = re.compile(r"K[\w-]+")


def approved() -> int:
    return Post.objects.filter(status__in=APPROVED).count()


def moving(horizon: dt.datetime) -> int:
    """How many posts will still change without anybody's doing before then."""
    return sum(_moves(post, horizon) for post in _posts().filter(_unfinished()).distinct())


def beliefs(horizon: dt.datetime) -> list[Belief]:
    """What is said of every approved post, in the order of approval."""
    trail: dict[str, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(subject_kind="post").order_by("seq"):
        trail[event.subject_code].append(event)
    return [_belief(post, trail[str(post.code)], horizon) for post in _posts()]


def write(path: Path, found: Sequence[Belief]) -> None:
    """The beliefs as JSON, for a judge of one's own."""
    rows = [
        {
            "key": belief.key,
            "status": belief.status,
            "segments": belief.segments,
            "images": belief.images,
            "ids": [x_id for x_id in belief.ids if x_id],
        }
        for belief in found
    ]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _posts() -> QuerySet[Post]:
    approved = Post.objects.filter(status__in=APPROVED).select_related("current", "channel")
    return approved.prefetch_related("attempts", "current__segments", "current__images").order_by(
        "pk"
    )


def _unfinished() -> Q:
    return Q(status__in=ON_THE_WAY) | Q(attempts__settled_at=None) | _looked_for()


def _looked_for() -> Q:
    return Q(attempts__next_look_at__isnull=False)


def _moves(post: Post, horizon: dt.datetime) -> bool:
    """Not if its channel is stopped, or X has told it to come back after the end of this."""
    attempts = list(post.attempts.all())
    looks = [attempt.next_look_at for attempt in attempts if attempt.next_look_at]
    if any(attempt.settled_at is None for attempt in attempts):
        return True
    if any(look <= horizon for look in looks):
        return True
    if post.status not in ON_THE_WAY or Halt.objects.on(post.channel).exists():
        return False
    return not any(attempt.retry_at and attempt.retry_at > horizon for attempt in attempts)


def _belief(post: Post, events: list[Event], horizon: dt.datetime) -> Belief:
    segments = tuple(segment.text for segment in post.revision.segments.all())
    attempts = list(post.attempts.all())
    posted = {a.position: a.x_id for a in attempts if a.outcome == Attempt.Outcome.POSTED}
    unclear = [a.position for a in attempts if a.outcome == Attempt.Outcome.UNKNOWN]
    told: dict[int, str] = {}
    for event in events:
        if "x_id" in event.detail:
            told[event.detail["segment"]] = event.detail["x_id"]
    moves = [event.detail["status"][1] for event in events if "status" in event.detail]
    return Belief(
        key=_key(segments[0]),
        status=_status(post, horizon),
        segments=segments,
        images=len(post.revision.images.all()),
        ids=tuple(posted.get(position, "") for position in range(len(segments))),
        open_at=max(unclear) if unclear and post.status == Status.UNCERTAIN else None,
        moving=_moves(post, horizon),
        trail_ids=tuple(told.get(position, "") for position in range(len(segments))),
        trail_status=_status(post, horizon, moves[-1] if moves else ""),
        last_try=_told(attempts[-1]) if attempts else "never taken up",
        words=next((event.reason for event in reversed(events) if event.reason), ""),
    )


def _status(post: Post, horizon: dt.datetime, status: str | None = None) -> str:
    """A post that waits for a stopped channel, or for X beyond this run, counts as held: its
    page says what it waits for, and a person may stop it."""
    status = post.status if status is None else status
    waits = status in ON_THE_WAY and not _moves(post, horizon)
    return "held" if waits else status


def _told(attempt: Attempt) -> str:
    moments = ("claimed_at", "sent_at", "settled_at", "retry_at", "next_look_at")
    told = {name: getattr(attempt, name) for name in moments}
    shown = ", ".join(f"{name} {at:%H:%M:%S}" for name, at in told.items() if at)
    return f"{attempt} {shown}; {attempt.evidence}"


def _key(text: str) -> str:
    found = KEY.search(text)
    assert found, f"no key in {text!r}"
    return found[0]
