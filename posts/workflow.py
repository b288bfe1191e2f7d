"""The state machine of a post: one table. The one door is ``Post.move_to``."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(StrEnum):
    """Where a post stands. The value is stored: never rename one."""

    DRAFT = "draft"
    CHIEF_REVIEW = "chief_review"
    PR_REVIEW = "pr_review"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    HELD = "held"
    RETURNED = "returned"
    PUBLISHED = "published"
    REMOVING = "removing"
    REMOVED = "removed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS: dict[Status, Promise] = {
    Status.DRAFT: pgettext_lazy("status", "Draft"),
    Status.CHIEF_REVIEW: _("Awaiting decision"),
    Status.PR_REVIEW: _("Being checked"),
    Status.SCHEDULED: _("Ready to post"),
    Status.PUBLISHING: pgettext_lazy("status", "Posting"),
    Status.UNCERTAIN: _("Outcome unknown"),
    Status.FAILED: _("Posting failed"),
    Status.HELD: _("On hold"),
    Status.RETURNED: pgettext_lazy("status", "Returned"),
    Status.PUBLISHED: _("Posted"),
    Status.REMOVING: _("Being removed"),
    Status.REMOVED: _("Removed"),
    Status.REJECTED: pgettext_lazy("status", "Rejected"),
    Status.WITHDRAWN: pgettext_lazy("status", "Withdrawn"),
}

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.CHIEF_REVIEW, Status.PR_REVIEW, Status.WITHDRAWN}),
    Status.CHIEF_REVIEW: frozenset(
        {Status.PR_REVIEW, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN, Status.DRAFT}
    ),
    Status.PR_REVIEW: frozenset(
        {
            Status.SCHEDULED,
            Status.RETURNED,
            Status.REJECTED,
            Status.HELD,
            Status.WITHDRAWN,
            Status.DRAFT,
        }
    ),
    Status.SCHEDULED: frozenset(
        {Status.PUBLISHING, Status.HELD, Status.RETURNED, Status.WITHDRAWN}
    ),
    Status.PUBLISHING: frozenset(
        {Status.PUBLISHED, Status.SCHEDULED, Status.HELD, Status.FAILED, Status.UNCERTAIN}
    ),
    Status.UNCERTAIN: frozenset({Status.PUBLISHED, Status.FAILED, Status.SCHEDULED}),
    Status.FAILED: frozenset(
        {Status.SCHEDULED, Status.RETURNED, Status.WITHDRAWN, Status.REMOVING}
    ),
    Status.HELD: frozenset(
        {
            Status.SCHEDULED,
            Status.PR_REVIEW,
            Status.RETURNED,
            Status.WITHDRAWN,
            Status.REMOVING,
        }
    ),
    Status.RETURNED: frozenset({Status.CHIEF_REVIEW, Status.PR_REVIEW, Status.WITHDRAWN}),
    Status.PUBLISHED: frozenset({Status.REMOVING}),
    Status.REMOVING: frozenset({Status.REMOVED, Status.PUBLISHED, Status.HELD}),
    Status.REMOVED: frozenset(),
    Status.REJECTED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}

# Where the author may still change the text.
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
# What citizens can see or have seen.
CORRECTABLE = frozenset({Status.PUBLISHED, Status.REMOVING, Status.REMOVED})
# Where a request may not go while a part of its thread stands on X: it would be revised or
# dropped, and what was posted would belong to nothing.
GIVEN_BACK = frozenset(
    {Status.DRAFT, Status.CHIEF_REVIEW, Status.RETURNED, Status.REJECTED, Status.WITHDRAWN}
)
TERMINAL = frozenset(status for status, onward in TRANSITIONS.items() if not onward)


class IllegalTransition(Exception):
    """The post is no longer where this act begins: a stale tab, a double click, a race."""


class StaleRevision(Exception):
    """The person acted on a wording that is no longer the current one."""


class NotPermitted(Exception):
    """This person may read the post but not do this to it. The message says why."""


def check(old: str, new: str) -> None:
    """Raise ``IllegalTransition`` unless the table allows this move."""
    if Status(new) not in TRANSITIONS[Status(old)]:
        raise IllegalTransition(f"{old} -> {new}")
