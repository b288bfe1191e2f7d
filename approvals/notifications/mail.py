"""What a mail says: no word of the post beyond its subject, nobody's name but the reader's.

A link leads to the case, behind the sign-in; nothing is ever decided by following it.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import Notice
from posts.models import Post

# Tells other mail servers that nobody sits there: no out-of-office answers.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def compose(person: User, notices: list[Notice], connection: BaseEmailBackend) -> EmailMessage:
    """One mail about one thing, or about several together, in the city's language."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "person": person,
            "notices": [(notice, address_of(notice), label_of(notice)) for notice in notices],
            "settings_address": absolute(reverse("notices:page")),
        }
        return EmailMessage(
            subject=_subject(notices),
            body=render_to_string("approvals/mail/notice.txt", context),
            to=[person.email],
            headers=HEADERS,
            connection=connection,
        )


def address_of(notice: Notice) -> str:
    """The page of the case, or of the account."""
    about = notice.about
    page = "posts:case" if isinstance(about, Post) else "channels:channel"
    return absolute(reverse(page, args=[about.code]))


def label_of(notice: Notice) -> dict[str, str]:
    """``title`` and ``number`` of the case; of an account its name and handle."""
    about = notice.about
    if isinstance(about, Post):
        return {"title": about.title, "number": about.number}
    return {"title": about.name, "number": f"@{about.handle}"}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _subject(notices: list[Notice]) -> str:
    who = {"city": settings.CITY_NAME}
    if len(notices) > 1:
        said = _("[%(city)s SNS] %(count)s notices")
        return said % {**who, "count": len(notices)}
    (notice,) = notices
    about = {"words": notice.words, **label_of(notice)}
    # A subject is one line, whatever was typed.
    said = _("[%(city)s SNS] %(words)s: %(title)s (%(number)s)") % {**who, **about}
    return " ".join(said.split())
