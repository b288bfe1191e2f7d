"""Reading on in the trail, and writing to whom each act has to be told."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from approvals.models import PostOffice
from approvals.notifications.told import told, told_of_account
from approvals.notifications.writing import write
from audit.models import Event
from posts.models import Channel, Post

BATCH = 200


def tell(*, now: dt.datetime) -> int:
    """Write the notices of the acts since the last time; the number of events read.

    Whoever finds the post office locked leaves it to the one who is at it.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        PostOffice.objects.get_or_create(pk=1)
        office = PostOffice.objects.select_for_update(skip_locked=True).first()
        if office is None:
            return 0
        events = list(Event.objects.filter(seq__gt=office.told_upto).order_by("seq")[:BATCH])
        if events:
            for event in events:
                _tell(event, now)
            office.told_upto = events[-1].seq
            office.save(update_fields=["told_upto"])
        return len(events)


def _tell(event: Event, now: dt.datetime) -> None:
    key = f"event:{event.seq}"
    if event.subject_kind == "post":
        posts = Post.objects.select_related("channel", "channel__section", "section", "current")
        if post := posts.filter(code=event.subject_code).first():
            write(post, told(post, event), key=key, now=now)
    elif event.subject_kind == "channel":
        # Who runs several of the accounts that a stop of all is about is told once.
        for channel in _channels(event.subject_code):
            write(channel, told_of_account(channel, event), key=key, now=now)


def _channels(code: str) -> QuerySet[Channel]:
    """The channel of this code; ``*`` stands for all of them."""
    return Channel.objects.all() if code == "*" else Channel.objects.filter(code=code)
