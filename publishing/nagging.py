"""Whoever has to post or to remove something on X by hand, or to look at a removal that does not
come to an end, is told until it is done."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from approvals.models import Notice, NoticeKind, dossier_of
from approvals.notifications.people import pr_section
from approvals.notifications.writing import Telling, write
from posts.models import Channel, Post
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
    for post in _waiting_for_a_hand(now):
        if post.status == Status.REMOVING:
            _tell(post, ASKED[post.status], post.status_since, now)
        elif not Halt.objects.on(post.channel).exists():
            began = post.due_at if post.status == Status.SCHEDULED else post.status_since
            _tell(post, _asked(post, now), began or post.status_since, now)
    for post in _not_gone(now):
        _tell(post, NOT_GONE, post.status_since + REMOVED_BY_THEN, now)


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


def _asked(post: Post, now: dt.datetime) -> Promise:
    if dossier_of(post).gap():
        return LAPSED
    not_after = post.revision.not_after
    if not_after and now > not_after and not post.parts_on_x:
        return TOO_LATE
    return ASKED[post.status]


def _tell(post: Post, words: Promise, began: dt.datetime, now: dt.datetime) -> None:
    times = times_told(max(now - began, dt.timedelta()))
    key = f"by-hand:{post.pk}:{post.status}:{began}:{times}"
    if Notice.objects.filter(key=key).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        people = tuple(pr_section(post.channel))
        telling = Telling(NoticeKind.TASK, str(words), people, step=post.status)
        write(post, [telling], key=key, now=now)
