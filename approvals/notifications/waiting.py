"""Steps that nobody has taken yet: reminders by share of the time, then the next above."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from approvals.deadlines import deadline_of
from approvals.models import Notice, NoticeKind, PolicyVersion, unanswered
from approvals.notifications.deadlines import reached_share
from approvals.notifications.people import above, chiefs, on_step
from approvals.notifications.writing import Telling, write
from audit.events import Act
from audit.log import SYSTEM
from audit.models import Event
from posts.models import Post, Reader
from posts.workflow import Status

WAITING = (Status.CHIEF_REVIEW, Status.PR_REVIEW)


def look_at_deadlines(*, now: dt.datetime) -> None:
    """Remind of what is late in coming, and pass on what is overdue. Safe to be called often."""
    policy = PolicyVersion.objects.on(timezone.localdate(now))
    posts = Post.objects.filter(status__in=WAITING).order_by("pk")
    for post in posts.select_related("channel", "section", "current"):
        deadline = deadline_of(post, policy)
        if now >= deadline:
            escalate(post.pk, now=now)
        elif share := _last_reached(post, deadline, policy, now):
            _remind(post, deadline, share, now)


def escalate(post_pk: int, *, now: dt.datetime) -> None:
    """Pass an overdue case on upwards, once a step; who is told of it may also read it."""
    with transaction.atomic():
        post = Post.objects.lock(post_pk)
        policy = PolicyVersion.objects.on(timezone.localdate(now))
        if post.status not in WAITING or now < (deadline := deadline_of(post, policy)):
            return
        passed_on = Event.objects.about("post", str(post.code)).filter(act=Act.ESCALATED)
        if passed_on.filter(occurred_at__gte=post.status_since).exists():
            return
        people = above(post)
        Reader.objects.show_to(post, people)
        facts = {"deadline": deadline.isoformat(), "to": [person.name for person in people]}
        post.note(Act.ESCALATED, actor=SYSTEM, facts=facts)


def _last_reached(
    post: Post, deadline: dt.datetime, policy: PolicyVersion, now: dt.datetime
) -> int:
    """The highest share of the time for which a reminder is laid down and which is over."""
    over = reached_share(post.status_since, deadline, now)
    return max((share for share in policy.reminder_shares if share <= over), default=0)


def _remind(post: Post, deadline: dt.datetime, share: int, now: dt.datetime) -> None:
    key = f"reminder:{post.pk}:{post.status_since.timestamp():.0f}:{share}"
    if Notice.objects.filter(key=key).exists():
        return
    asked = [person for each in unanswered(post) for person in chiefs(each.section)]
    with translation.override(settings.LANGUAGE_CODE):
        telling = Telling(
            NoticeKind.REMINDER,
            _("The deadline is near"),
            (*on_step(post), *asked),
            step=post.status,
            deadline=deadline,
        )
        write(post, [telling], key=key, now=now)
