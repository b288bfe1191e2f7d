"""事後確認 and 後閲 that a position still owes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.roles import group_name
from approvals.models import AfterReview, Notice, NoticeKind, PolicyVersion
from approvals.notifications.people import in_positions
from approvals.notifications.writing import Telling, write

ASKED: dict[str, Promise] = {
    AfterReview.Kind.ACKNOWLEDGE: gettext_lazy("Please acknowledge afterwards"),
    AfterReview.Kind.INSPECT: gettext_lazy("Please inspect later"),
}
TODAY = gettext_lazy("The deadline is today")
OVERDUE = gettext_lazy("The deadline has passed")


def tell_what_is_owed(*, now: dt.datetime) -> None:
    """Tell the position at once, on the last day, and once when it is overdue."""
    owed = AfterReview.objects.filter(done_at=None)
    for review in owed.select_related("post", "section", "decision"):
        stage, words = _stage(review, timezone.localdate(now))
        key = f"owed:{review.pk}:{stage}"
        if not Notice.objects.filter(key=key).exists():
            _tell(review, words, key, now)


def _stage(review: AfterReview, today: dt.date) -> tuple[str, Promise]:
    if today > review.due_on:
        return "overdue", OVERDUE
    if today == review.due_on and timezone.localdate(review.since) < today:
        return "today", TODAY
    return "begun", ASKED[review.kind]


def _tell(review: AfterReview, words: Promise, key: str, now: dt.datetime) -> None:
    policy = PolicyVersion.objects.on(timezone.localdate(now))
    deadline = timezone.make_aware(dt.datetime.combine(review.due_on, policy.office_closes))
    deputy = review.decision.actor_id if review.decision else None
    people = in_positions([group_name(review.section.code, review.role)])
    with translation.override(settings.LANGUAGE_CODE):
        asked, said = str(ASKED[review.kind]), str(words)
        telling = Telling(
            NoticeKind.AFTERWARDS,
            asked if said == asked else f"{asked}（{said}）",
            tuple(person for person in people if person.pk != deputy),
            deadline=deadline,
        )
        write(review.post, [telling], key=key, now=now)
