"""Whoever has to post or to remove something on X by hand, or to look at a removal that does not
come to an end, is told until it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from approvals.models import Dossier, Notice, NoticeKind, dossiers_of
from approvals.notifications.people import pr_section
from approvals.notifications.writing import Telling, write
from posts.models import Channel, Post
from posts.models.revision import read_parts
from posts.workflow import Status
from publishing.models import Attempt, Halt
from publishing.policy import times_told

ASKED: dict[str, Promise] = {
    Status.SCHEDULED: gettext_lazy("Please post this on X by hand"),
    Status.PUBLISHING: gettext_lazy("Please post the rest of this thread on X by hand"),
    Status.REMOVING: gettext_lazy("Please remove this from X by hand"),
}
LAPSED = gettext_lazy("Please look at a post that may not go out as it stands")
TOO_LATE = gettext_lazy("Please look at a post whose deadline has passed")
NOT_GONE = gettext_lazy("Please look at a post that X does not remove")
# A removal that the worker makes needs nobody's hand before this.
REMOVED_BY_THEN = dt.timedelta(minutes=15)


def nag(*, now: dt.datetime) -> None:
    """Tell the PR section of what waits for a hand, at once and again and again. Safe to be
    called often. While the account is stopped nobody is asked to post, nor while a worker may
    be sending the same."""
    asked = {_key(post, began, now): (post, words) for post, words, began in _asked(now)}
    told = set(Notice.objects.filter(key__in=asked).values_list("key", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        for key, (post, words) in asked.items():
            if key not in told:
                people = tuple(pr_section(post.channel))
                telling = Telling(NoticeKind.TASK, str(words), people, step=post.status)
                write(post, [telling], key=key, now=now)


def _asked(now: dt.datetime) -> Iterator[tuple[Post, Promise, dt.datetime]]:
    """What is to be looked to, in which words, and since when."""
    waiting = list(_waiting_for_a_hand(now))
    stops = Halt.objects.by_channel({post.channel for post in waiting})
    dossiers = dossiers_of(waiting)
    read_parts([post.revision for post in waiting])
    for post in waiting:
        if post.status == Status.REMOVING:
            yield post, ASKED[post.status], post.status_since
        elif post.channel_id not in stops:
            began = post.due_at if post.status == Status.SCHEDULED else post.status_since
            yield post, _words(dossiers[post.pk], now), began or post.status_since
    for post in _not_gone(now):
        yield post, NOT_GONE, post.status_since + REMOVED_BY_THEN


def _waiting_for_a_hand(now: dt.datetime) -> QuerySet[Post]:
    under_way = Attempt.objects.open().filter(post=OuterRef("pk"))
    waiting = Post.objects.filter(status__in=ASKED, channel__mode=Channel.Mode.MANUAL)
    waiting = waiting.exclude(Q(status=Status.SCHEDULED) & Q(due_at__gt=now))
    return _readable(waiting.exclude(Exists(under_way)))


def _not_gone(now: dt.datetime) -> QuerySet[Post]:
    removing = Post.objects.filter(status=Status.REMOVING, status_since__lte=now - REMOVED_BY_THEN)
    return _readable(removing.exclude(channel__mode=Channel.Mode.MANUAL))


def _readable(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("channel", "channel__section", "current").order_by("pk")


def _words(dossier: Dossier, now: dt.datetime) -> Promise:
    post = dossier.post
    if dossier.gap():
        return LAPSED
    not_after = post.revision.not_after
    if not_after and now > not_after and not post.parts_on_x:
        return TOO_LATE
    return ASKED[post.status]


def _key(post: Post, began: dt.datetime, now: dt.datetime) -> str:
    times = times_told(max(now - began, dt.timedelta()))
    return f"by-hand:{post.pk}:{post.status}:{began}:{times}"
