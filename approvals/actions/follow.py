"""フォロー (ガイドライン2(3)④): an exception that is decided, done by hand on X, and recorded.

Nothing here reaches X.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, seats_of, within_reach
from accounts.seats import Seat
from approvals.models import FollowRecord
from audit.events import Act
from audit.log import record
from posts.models import Channel
from posts.workflow import IllegalTransition, NotPermitted


class AlreadyFollowed(Exception):
    """The account follows this one according to the record."""


@transaction.atomic
def record_follow(
    channel_pk: int, *, actor: User, handle: str, benefit: str, since: dt.date
) -> FollowRecord:
    """Record that the account follows another, and what the city gains by it."""
    # The lock puts those who record in a row: X does not tell @Shiroi from @shiroi.
    channel = Channel.objects.select_for_update(no_key=True).get(pk=channel_pk)
    seat = _deciding_seat(actor, channel)
    if FollowRecord.objects.filter(channel=channel, handle__iexact=handle, ended_on=None).exists():
        raise AlreadyFollowed(handle)
    signature = actor.signature_in(seat)
    followed = FollowRecord.objects.create(
        channel=channel,
        handle=handle,
        since=since,
        words=benefit,
        actor=actor,
        actor_name=signature.name,
        actor_title=signature.title,
        actor_section=signature.section,
    )
    facts = {"handle": handle, "since": since.isoformat(), "seat": seat.key}
    record(
        Act.FOLLOW_RECORDED,
        actor=signature,
        subject=channel.subject(),
        reason=benefit,
        detail=facts,
    )
    return followed


@transaction.atomic
def end_follow(follow_pk: int, *, actor: User, reason: str) -> FollowRecord:
    """Record that the account follows it no more, from today on."""
    followed = FollowRecord.objects.select_for_update(no_key=True).get(pk=follow_pk)
    seat = _deciding_seat(actor, followed.channel)
    if followed.ended_on is not None:
        raise IllegalTransition(f"{followed} ended on {followed.ended_on}")
    followed.ended_on = max(timezone.localdate(), followed.since)
    followed.end_reason = reason
    followed.save(update_fields=["ended_on", "end_reason"])
    facts = {"handle": followed.handle, "until": followed.ended_on.isoformat(), "seat": seat.key}
    record(
        Act.FOLLOW_ENDED,
        actor=actor.signature_in(seat),
        subject=followed.channel.subject(),
        reason=reason,
        detail=facts,
    )
    return followed


def _deciding_seat(actor: User, channel: Channel) -> Seat:
    for seat in seats_of(actor, timezone.localdate()):
        if within_reach([seat], ["decide_post"], Channel).filter(pk=channel.pk).exists():
            return seat
    raise NotPermitted(_("Only the chief of the section that runs the account may do this."))
