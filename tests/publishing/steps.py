"""The steps of the worker, one after the other, and what can be seen of them."""

from __future__ import annotations

import datetime as dt
import html

from django.utils import timezone

from accounts.models import User
from posts.models import Post
from publishing.claims import claim
from publishing.delivery import deliver
from publishing.gateway import Message, Outcome, Refused, longest
from publishing.models import Attempt
from publishing.x import x_for
from tests.sight import look

# When the worker that began to send one text without images counts as dead.
DEAD_AFTER = longest(Message("梨"))
SOON = dt.timedelta(seconds=6)
WORDS = "Your Tweet text is too long."
TOO_LONG = {"title": "Forbidden", "status": 403, "detail": WORDS, "type": "about:blank"}
DUPLICATE = {
    "detail": "You are not allowed to create a Tweet with duplicate content.",
    "type": "about:blank",
    "title": "Forbidden",
    "status": 403,
}


def claimed(post: Post, *, later: dt.timedelta = dt.timedelta()) -> Attempt:
    """The sweep takes the post up, ``later`` than now."""
    attempt = claim(post.pk, now=timezone.now() + later)
    assert attempt is not None
    return attempt


def sent(post: Post, *, later: dt.timedelta = dt.timedelta()) -> Attempt:
    """The worker takes the post up and sends its next segment."""
    attempt = claimed(post, later=later)
    deliver(attempt.pk, connect=x_for)
    attempt.refresh_from_db()
    post.refresh_from_db()
    return attempt


def page(user: User, post: Post) -> str:
    """The words of the case page as this person sees it."""
    seen = look(user, post)
    assert seen.code == 200
    return html.unescape(seen.html)


def verdict(outcome: Outcome) -> str:
    """One word for an outcome: posted, fails, waits, halts or unknown."""
    if isinstance(outcome, Refused):
        if outcome.halt:
            return "halts"
        return "waits" if outcome.passes else "fails"
    return type(outcome).__name__.lower()
