"""What a text is measured against, read from the rows."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from approvals.models.checklist import ChecklistVersion
from approvals.models.policy import PolicyVersion
from posts.checks.concern import Concern, Earlier, Yardstick
from posts.checks.review import concerns
from posts.models import Channel, Post, Segment
from posts.workflow import EDITABLE, Status

# What was never said, or will not be: saying it again is no repetition.
UNSAID = (*EDITABLE, Status.WITHDRAWN, Status.REJECTED)


def concerns_of(post: Post, *, now: dt.datetime) -> list[Concern]:
    """What the automatic checks find in the current revision."""
    return concerns(post.revision.content(), yardstick(post.channel, now=now, besides=post))


def yardstick(channel: Channel, *, now: dt.datetime, besides: Post | None = None) -> Yardstick:
    """The policy and the checklist in force, and what was said lately on this channel.

    ``besides``: the request itself, which does not repeat anything by being there.
    """
    today = timezone.localdate(now)
    policy = PolicyVersion.objects.on(today)
    checklist = ChecklistVersion.objects.on(today)
    return Yardstick(
        now=timezone.localtime(now),
        hashtags_off=policy.hashtag_mode == PolicyVersion.HashtagMode.OFF,
        allowed_hashtags=frozenset(policy.allowed_hashtags),
        max_hashtags=policy.max_hashtags,
        shorteners=frozenset(policy.blocked_shorteners),
        office_opens=policy.office_opens,
        office_closes=policy.office_closes,
        closed_days=frozenset(policy.closed()),
        election_periods=tuple(policy.elections()),
        city_phones=frozenset(policy.city_phones),
        duplicate_hours=policy.duplicate_window_hours,
        earlier=tuple(_earlier(channel, now - policy.duplicate_window, besides)),
        words={item.key: item.words for item in checklist.entries() if item.words},
    )


def _earlier(channel: Channel, since: dt.datetime, besides: Post | None) -> list[Earlier]:
    said = Post.objects.filter(channel=channel, submitted_at__gte=since).exclude(status__in=UNSAID)
    if besides is not None:
        said = said.exclude(pk=besides.pk)
    segments = Segment.objects.filter(revision__in=said.values("current"))
    rows = segments.values_list("revision__post__number", "text")
    return [Earlier(number, text) for number, text in rows]
