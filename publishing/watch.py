"""Watching the own account: what stands there, or stands there no longer, without an order.

A hijacked account shows itself here first (ガイドライン4(5)b). Everything is raised once, to the
people who run the channel.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from audit.log import SYSTEM
from posts.models import Channel
from posts.workflow import Status
from publishing.delivery import Connect
from publishing.encryption import NoKey
from publishing.findings import raise_finding
from publishing.gateway import CannotRead, Gateway, Sighting, Timeline
from publishing.models import Attempt, Credential, Finding, snowflake_time
from publishing.payload import text_of
from publishing.sightings import normalized

WINDOW = dt.timedelta(days=1)
# What is younger may still be on its way into our books, or into X's timeline.
SETTLING = dt.timedelta(minutes=2)


def watched() -> list[int]:
    """Channels that may read their timeline and hold keys to do so."""
    speaking = Credential.objects.in_use().values("channel")
    channels = Channel.objects.filter(may_read=True, pk__in=speaking)
    return list(channels.exclude(mode=Channel.Mode.MANUAL).values_list("pk", flat=True))


def watch(channel_pk: int, *, now: dt.datetime, connect: Connect) -> list[Finding]:
    """Compare the last day of the timeline with our books. A timeline that cannot be read raises
    nothing."""
    channel = Channel.objects.get(pk=channel_pk)
    try:
        since = max(now - WINDOW, Credential.objects.in_use().get(channel=channel).created_at)
        gateway = connect(channel)
        timeline = gateway.timeline(since)
        gone = _gone(channel, timeline, now, gateway)
    except (CannotRead, Credential.DoesNotExist, NoKey):
        return []
    with transaction.atomic():
        raised = [
            _raise_foreign(channel, sighting) for sighting in _foreign(channel, timeline, now)
        ]
        raised += [
            raise_finding(channel, Finding.Kind.GONE, attempt.x_id, actor=SYSTEM, post=attempt.post)
            for attempt in gone
        ]
    return [finding for finding in raised if finding]


def _foreign(channel: Channel, timeline: Timeline, now: dt.datetime) -> list[Sighting]:
    ids = [s.x_id for s in timeline.posts]
    known = set(Attempt.objects.filter(x_id__in=ids).values_list("x_id", flat=True))
    pending = _texts_in_question(channel)
    return [
        s
        for s in timeline.posts
        if s.x_id not in known and s.seen_at < now - SETTLING and s.text not in pending
    ]


def _texts_in_question(channel: Channel) -> set[str]:
    """What we may have posted ourselves: sent, and the outcome not settled yet."""
    unclear = Attempt.objects.unclear(channel)
    return {normalized(text_of(a.revision, a.position)) for a in unclear}


def _raise_foreign(channel: Channel, sighting: Sighting) -> Finding | None:
    repost = sighting.text.startswith("RT @")
    kind = Finding.Kind.REPOST if repost else Finding.Kind.FOREIGN
    return raise_finding(channel, kind, sighting.x_id, actor=SYSTEM, text=sighting.text)


def _gone(
    channel: Channel, timeline: Timeline, now: dt.datetime, gateway: Gateway
) -> list[Attempt]:
    """Ours that the timeline should show and does not; each is asked for by its id first."""
    there, since = {s.x_id for s in timeline.posts}, timeline.since
    ours = Attempt.objects.posted().on_x().select_related("post")
    ours = ours.filter(post__channel=channel, settled_at__gt=since - SETTLING)
    return [
        attempt
        for attempt in ours.exclude(post__status=Status.REMOVING)
        if attempt.x_id not in there
        and since < snowflake_time(attempt.x_id) < now - SETTLING
        and gateway.exists(attempt.x_id) is False
    ]
