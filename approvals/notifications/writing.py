"""Writing notices, as each person wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from approvals.models import Notice, NoticeChoice, NoticeKind, PolicyVersion
from approvals.notifications.deadlines import next_digest
from posts.models import Channel, Post

Delivery = NoticeChoice.Delivery
# What somebody has to do may come once a day; it cannot be switched off.
NEVER_OFF = frozenset({NoticeKind.TASK, NoticeKind.AFTERWARDS})


@dataclass(frozen=True)
class Telling:
    """The same words to some people. ``step``: the status without which they no longer hold."""

    kind: NoticeKind
    words: str
    people: tuple[User, ...]
    step: str = ""
    deadline: dt.datetime | None = None


def write(
    about: Post | Channel, tellings: Iterable[Telling], *, key: str, now: dt.datetime
) -> None:
    """Insert the notices; who is told by one telling is not told by a later one of the list.

    ``key`` names what happened: writing it again does nothing.
    """
    told: dict[int, Telling] = {}
    for telling in tellings:
        for person in telling.people:
            told.setdefault(person.pk, telling)
    if not told:
        return
    chosen = {
        (choice.person_id, choice.kind): choice.delivery
        for choice in NoticeChoice.objects.filter(person__in=told)
    }
    digest = next_digest(now, PolicyVersion.objects.on(timezone.localdate(now)))
    notices = [
        Notice(
            person_id=person,
            kind=telling.kind,
            post=about if isinstance(about, Post) else None,
            channel=about if isinstance(about, Channel) else None,
            words=telling.words,
            deadline=telling.deadline,
            step=telling.step,
            key=key,
            created_at=now,
            mail_at=digest if delivery == Delivery.DIGEST else now,
            in_digest=delivery == Delivery.DIGEST,
        )
        for person, telling in told.items()
        if (delivery := chosen.get((person, telling.kind), Delivery.AT_ONCE)) != Delivery.OFF
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
