"""What an act has to be told, and to whom: the people on the step now, and those before.

Never everybody, and never whoever acted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from approvals.deadlines import deadline_of
from approvals.models import (
    Circulation,
    Comment,
    Concurrence,
    NoticeKind,
    PolicyVersion,
    unanswered,
)
from approvals.notifications.people import (
    above,
    chiefs,
    involved,
    on_step,
    pr_chiefs,
    pr_section,
)
from approvals.notifications.writing import Telling
from audit.events import Act
from audit.models import Event
from posts.models import Channel, Post
from posts.workflow import Status

# What the people on a step are asked for.
ASKED: dict[str, Promise] = {
    Status.CHIEF_REVIEW: gettext_lazy("Please decide"),
    Status.PR_REVIEW: gettext_lazy("Please check"),
}
# What a move means to those whose work it is, by where the post came to.
REACHED: dict[str, tuple[NoticeKind, Promise]] = {
    Status.RETURNED: (NoticeKind.STOPPED, gettext_lazy("The request was returned")),
    Status.REJECTED: (NoticeKind.STOPPED, gettext_lazy("The request was rejected")),
    Status.HELD: (NoticeKind.STOPPED, gettext_lazy("The request was put on hold")),
    Status.FAILED: (NoticeKind.STOPPED, gettext_lazy("Posting failed")),
    Status.WITHDRAWN: (NoticeKind.STOPPED, gettext_lazy("The request was withdrawn")),
    Status.DRAFT: (NoticeKind.STOPPED, gettext_lazy("The request was pulled back")),
    Status.PUBLISHED: (NoticeKind.PROGRESS, gettext_lazy("It was posted")),
    Status.REMOVED: (NoticeKind.PROGRESS, gettext_lazy("It was removed from X")),
}
# The same where it matters where it came from.
MOVED: dict[tuple[str, str], tuple[NoticeKind, Promise]] = {
    (Status.CHIEF_REVIEW, Status.PR_REVIEW): (
        NoticeKind.PROGRESS,
        gettext_lazy("The section chief has decided; the PR section checks it"),
    ),
    (Status.PR_REVIEW, Status.SCHEDULED): (
        NoticeKind.PROGRESS,
        gettext_lazy("It is approved and waits to be posted"),
    ),
    (Status.HELD, Status.SCHEDULED): (
        NoticeKind.PROGRESS,
        gettext_lazy("It was released from hold"),
    ),
    (Status.HELD, Status.PR_REVIEW): (
        NoticeKind.PROGRESS,
        gettext_lazy("It was released from hold"),
    ),
    (Status.REMOVING, Status.PUBLISHED): (
        NoticeKind.STOPPED,
        gettext_lazy("It could not be removed from X"),
    ),
}
# What the PR section has to mend when it was the worker who got stuck there.
STUCK: dict[str, Promise] = {
    Status.HELD: gettext_lazy("Please look at a post that was late and put on hold"),
    Status.FAILED: gettext_lazy("Please look at a post that failed"),
    Status.UNCERTAIN: gettext_lazy("Please look whether it was posted"),
    Status.PUBLISHED: gettext_lazy("Please look at a post that could not be removed"),
}


FOUND_ON_X = gettext_lazy("Please look at something on X that this system does not know of")
# What those who run an account have to know at once.
ON_ACCOUNT: dict[str, Promise] = {
    Act.HALTED: gettext_lazy("Posting on the account was stopped"),
    Act.SURFACED: FOUND_ON_X,
}


def told(post: Post, event: Event) -> list[Telling]:
    """The tellings of one event, the most pressing first."""
    said = event.detail.get("status")
    move = (str(said[0]), str(said[1])) if said else ("", "")
    found = [*_asks(post, event, move), *_spoken(post, event), *_moved(post, move)]
    return [_without(event.actor_number, telling) for telling in found]


def told_of_account(channel: Channel, event: Event) -> list[Telling]:
    """The tellings of one event about an account as a whole."""
    if event.act not in ON_ACCOUNT:
        return []
    people = (*pr_section(channel), *pr_chiefs(channel))
    telling = Telling(NoticeKind.TASK, str(ON_ACCOUNT[event.act]), people)
    return [_without(event.actor_number, telling)]


def _asks(post: Post, event: Event, move: tuple[str, str]) -> Iterator[Telling]:
    """To whoever has to do something now. Of a step that has passed nobody is told any more."""
    old, new = move
    if new and new != post.status:
        return
    if new in ASKED:
        yield _task(post, ASKED[new], on_step(post))
        if event.act == Act.SUBMITTED:
            yield from (_asked(post, each) for each in unanswered(post))
    removal_refused = (old, new) == (Status.REMOVING, Status.PUBLISHED)
    if new in STUCK and not event.actor_number and (new != Status.PUBLISHED or removal_refused):
        people = tuple(pr_section(post.channel))
        yield Telling(NoticeKind.TASK, str(STUCK[new]), people, step=new)


def _moved(post: Post, move: tuple[str, str]) -> Iterator[Telling]:
    if move in MOVED or move[1] in REACHED:
        kind, words = MOVED.get(move) or REACHED[move[1]]
        yield Telling(kind, str(words), tuple(involved(post)))


def _spoken(post: Post, event: Event) -> Iterator[Telling]:
    """Acts that need not move the post."""
    fact = event.detail.get
    if event.act == Act.COMMENTED:
        comment = Comment.objects.get(pk=fact("comment"))
        people = tuple(comment.mentioned.filter(is_active=True))
        yield Telling(NoticeKind.MENTION, _("You were mentioned in a note"), people)
    elif event.act == Act.CIRCULATED:
        shown = Circulation.objects.get(pk=fact("circulation"))
        people = tuple(User.objects.filter(receipts__circulation=shown, is_active=True))
        yield Telling(NoticeKind.CIRCULATION, _("Something is shown to you"), people)
    elif event.act == Act.CONCURRENCE_ASKED:
        asked = Concurrence.objects.select_related("section").get(pk=fact("concurrence"))
        if asked in unanswered(post):
            yield _asked(post, asked)
    elif event.act in {Act.CONCURRED, Act.OBJECTED}:
        yield from _answered(post, event)
    elif event.act == Act.SURFACED:
        yield Telling(NoticeKind.TASK, str(FOUND_ON_X), tuple(pr_section(post.channel)))
    elif event.act == Act.ESCALATED:
        yield Telling(
            NoticeKind.ESCALATION, _("A case is overdue"), tuple(above(post)), step=post.status
        )


def _answered(post: Post, event: Event) -> Iterator[Telling]:
    asked = Concurrence.objects.select_related("actor", "section").get(
        pk=event.detail["concurrence"]
    )
    people = (*involved(post), asked.actor)
    said = {"section": asked.section.name}
    if event.act == Act.OBJECTED:
        yield Telling(NoticeKind.STOPPED, _("%(section)s objects") % said, people)
    else:
        yield Telling(NoticeKind.PROGRESS, _("%(section)s concurs") % said, people)


def _asked(post: Post, asked: Concurrence) -> Telling:
    """To the asked section; it may answer at whichever step the case stands meanwhile."""
    telling = _task(post, gettext_lazy("Please say whether your section concurs"), [])
    return replace(telling, people=tuple(chiefs(asked.section)), step="")


def _task(post: Post, words: Promise, people: Iterable[User]) -> Telling:
    return Telling(
        NoticeKind.TASK, str(words), tuple(people), step=post.status, deadline=_deadline(post)
    )


def _deadline(post: Post) -> dt.datetime:
    return deadline_of(post, PolicyVersion.objects.on(timezone.localdate(post.status_since)))


def _without(staff_number: str, telling: Telling) -> Telling:
    people = tuple(p for p in telling.people if p.staff_number != staff_number)
    return replace(telling, people=people)
