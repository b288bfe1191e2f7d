"""The occasion of a post: when it goes out, what is not public yet, what was said already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.business_days import within_office_hours
from posts.checks.concern import HOUSE, Concern, Severity, Yardstick
from posts.checks.reading import excerpt, plain
from posts.checks.words import EMBARGOED, PARTISAN
from posts.content import Content


def office_hours(content: Content, yardstick: Yardstick) -> Iterator[Concern]:
    """A post at a time when nobody is there to see what comes of it."""
    if content.requested_at is None:
        return
    moment = content.requested_at.astimezone(yardstick.now.tzinfo)
    opens, closes = yardstick.office_opens, yardstick.office_closes
    if not within_office_hours(moment, opens, closes, yardstick.closed_days):
        message = _("It goes out outside office hours. Name who will watch over it that day.")
        yield Concern("office_hours", HOUSE, Severity.WARN, message)


def embargo(text: str, content: Content) -> Iterator[Concern]:
    """A text that says it must not be out yet, in a request that says it is public."""
    found = [m[0] for m in EMBARGOED.finditer(text)]
    if found and content.public_at is None:
        message = _(
            "The text says that this is not public yet, the request says it is. "
            "Enter the time of becoming public, and take the words out."
        )
        yield Concern("embargo", "8", Severity.BLOCK, message, excerpt(found))


def election(text: str, posting: dt.date, yardstick: Yardstick) -> Iterator[Concern]:
    """Words about politics while an election is on."""
    if not in_election(posting, yardstick):
        return
    if found := [m[0] for m in PARTISAN.finditer(text)]:
        message = _("An election is on. Make sure that nobody can read this as taking sides.")
        yield Concern("election", "3", Severity.WARN, message, excerpt(found))


def in_election(day: dt.date, yardstick: Yardstick) -> bool:
    return any(first <= day <= last for first, last in yardstick.election_periods)


def repetition(content: Content, yardstick: Yardstick) -> Iterator[Concern]:
    """The same text as another request within the policy's window."""
    mine = {bare(text) for text in content.texts} - {""}
    if same := [e.number for e in yardstick.earlier if bare(e.text) in mine]:
        message = _("The same text stands in another request of the last %(hours)s hours.") % {
            "hours": yardstick.duplicate_hours
        }
        yield Concern("duplicate", HOUSE, Severity.WARN, message, excerpt(same))


def bare(text: str) -> str:
    """What makes a text the same to a reader: no spaces, no widths, no capitals."""
    return "".join(plain(text).split()).casefold()
