"""Stopping a channel from within: the worker's own 緊急停止."""

from __future__ import annotations

from audit.events import Act
from audit.log import SYSTEM, record
from posts.models import Channel
from publishing.models import Halt


def stop_channel(channel: Channel, reason: str) -> None:
    """Nothing of the channel can go out until a person mends it; said once, in the trail too.

    Call it in the transaction of whatever found the channel unable to speak.
    """
    _halt, created = Halt.objects.get_or_create(
        channel=channel, lifted_at=None, defaults={"reason": reason, "by_name": SYSTEM.name}
    )
    if created:
        record(Act.HALTED, actor=SYSTEM, subject=channel.subject(), reason=reason)
