"""手動投稿: whoever has to post or to remove something on X by hand is told until it is done."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from approvals.models import Notice, NoticeKind
from approvals.notifications.people import pr_section
from approvals.notifications.writing import Telling, write
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.models import Halt
from publishing.policy import times_told

ASKED: dict[str, Promise] = {
    Status.SCHEDULED: gettext_lazy("Please post this on X by hand"),
    Status.PUBLISHING: gettext_lazy("Please post the rest of this thread on X by hand"),
    Status.REMOVING: gettext_lazy("Please remove this from X by hand"),
}


def nag(*, now: dt.datetime) -> None:
    """Tell the PR section of what waits for a hand, at once and again and again. Safe to be
    called often. While the account is stopped nobody is asked to post."""
    waiting = Post.objects.filter(status__in=ASKED, channel__mode=Channel.Mode.MANUAL)
    waiting = waiting.exclude(Q(status=Status.SCHEDULED) & Q(due_at__gt=now)).order_by("pk")
    for post in waiting.select_related("channel", "channel__section", "current"):
        if post.status == Status.REMOVING or not Halt.objects.on(post.channel).exists():
            _tell(post, now)


def _tell(post: Post, now: dt.datetime) -> None:
    began = post.due_at if post.status == Status.SCHEDULED else post.status_since
    waiting = max(now - began, dt.timedelta()) if began else dt.timedelta()
    key = f"by-hand:{post.pk}:{post.status}:{began}:{times_told(waiting)}"
    if Notice.objects.filter(key=key).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        words, people = str(ASKED[post.status]), tuple(pr_section(post.channel))
        telling = Telling(NoticeKind.TASK, words, people, step=post.status)
        write(post, [telling], key=key, now=now)
