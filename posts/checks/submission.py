"""What must be right before a request may be submitted. Each finding belongs to a form field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.checks.review import blocks
from posts.content import Content
from posts.text import count

MAX_IMAGES = 4
# Posts of one thread.
MAX_SEGMENTS = 25
MIN_REASON = 10


@dataclass(frozen=True)
class Finding:
    """What is wrong and what to do, and the form field it belongs to.

    For ``images`` the ``position`` says which one, from 1; 0 means all of them. For ``parts``
    it says which post of the thread, from 2.
    """

    field: str
    message: str
    position: int = 0


@dataclass(frozen=True)
class Route:
    """The way a request takes: the lane, and what an exception has to bring along."""

    lane: str
    exception_reason: str = ""
    touches_up: bool = False


def submission_findings(content: Content, route: Route, *, now: dt.datetime) -> list[Finding]:
    """Everything that stands in the way of submitting; empty when nothing does."""
    return [
        *_wording(content),
        *_blocks(content, now),
        *_images(content),
        *_times(content, now),
        *_reply(content),
        *_exception(route),
    ]


def _wording(content: Content) -> Iterator[Finding]:
    if not content.title.strip():
        yield Finding("title", _("Enter the subject."))
    if not content.category:
        yield Finding("category", _("Choose one of the three categories."))
    if len(content.texts) > MAX_SEGMENTS:
        yield Finding("body", _("A thread may have at most 25 posts."))
    for number, text in enumerate(content.texts or ("",), start=1):
        field, position = ("body", 0) if number == 1 else ("parts", number)
        if not text.strip():
            yield Finding(field, _("Enter the text to be posted."), position)
        elif too_long := over_limit(text):
            yield Finding(field, too_long, position)
        elif not count(text).valid:
            bad = _("The text holds a character that X does not accept. Type it anew.")
            yield Finding(field, bad, position)


def _blocks(content: Content, now: dt.datetime) -> Iterator[Finding]:
    """What the automatic checks let nobody pass by; the passage stands beside the message."""
    for concern in blocks(content, now=now):
        yield Finding("body", f"{concern.message} {_passage(concern.passage)}".strip())


def _passage(passage: str) -> str:
    return _("(“%(passage)s”)") % {"passage": passage} if passage else ""


def over_limit(text: str) -> str:
    """The sentence that says by how much a text is too long; empty when it fits."""
    over = count(text).over_full_width
    if not over:
        return ""
    return ngettext(
        "Shorten the text to 140 characters (full width). It is %(over)s character too long.",
        "Shorten the text to 140 characters (full width). It is %(over)s characters too long.",
        over,
    ) % {"over": over}


def _images(content: Content) -> Iterator[Finding]:
    if len(content.attachments) > MAX_IMAGES:
        yield Finding("images", _("Attach at most four images."))
    if len(content.attachments) > 1 and any(a.animated for a in content.attachments):
        yield Finding("images", _("Attach a GIF alone. X takes up to four photos or one GIF."))
    for position, attachment in enumerate(content.attachments, start=1):
        if not attachment.alt_text.strip():
            yield Finding(
                "images",
                _("Describe image %(position)s in words, for people who cannot see it.")
                % {"position": position},
                position,
            )


def _times(content: Content, now: dt.datetime) -> Iterator[Finding]:
    wanted, public, last = content.requested_at, content.public_at, content.not_after
    if wanted and wanted <= now:
        yield Finding(
            "requested_at",
            _("This time has passed. Enter a later time, or choose “as soon as approved”."),
        )
    if wanted and public and wanted < public:
        yield Finding(
            "requested_at",
            _("This is before the information becomes public. Choose a time after that."),
        )
    if last and last <= max(filter(None, (now, wanted, public))):
        yield Finding("not_after", _("The deadline must be after the time of posting."))


def _reply(content: Content) -> Iterator[Finding]:
    """ガイドライン2(3)④: only where it is of great benefit to the city, and that in writing."""
    if not (content.reply_to or content.reply_url):
        return
    if not content.reply_to:
        yield Finding("reply_url", _("Enter the address of the post that is answered."))
    if len(content.benefit.strip()) < MIN_REASON:
        yield Finding(
            "benefit",
            _("Write the benefit to the city in at least %(least)s characters.")
            % {"least": MIN_REASON},
        )


def _exception(route: Route) -> Iterator[Finding]:
    if route.lane == "normal":
        return
    if len(route.exception_reason.strip()) < MIN_REASON:
        yield Finding(
            "exception_reason",
            _("Write the reason for the exception in at least %(least)s characters.")
            % {"least": MIN_REASON},
        )
    if route.lane == "minor" and not route.touches_up:
        yield Finding("touches_up", _("Choose the post that this minor change belongs to."))
