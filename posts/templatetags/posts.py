from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from posts.models import Post
from posts.text import Tag, Url, hashtags, mentions, urls

register = template.Library()


@register.filter
def as_on_x(text: str) -> SafeString:
    """The text with its links, hashtags and mentions marked as X will mark them."""
    marks: list[Url | Tag] = [*urls(text), *hashtags(text), *mentions(text)]
    marks.sort(key=lambda mark: mark.start)
    pieces: list[tuple[str, str]] = []
    at = 0
    for mark in marks:
        pieces += [("", text[at : mark.start]), ("preview__entity", mark.text)]
        at = mark.end
    pieces.append(("", text[at:]))
    return format_html_join("", '<span class="{}">{}</span>', (p for p in pieces if p[1]))


@register.filter
def days_waiting(post: Post) -> int:
    """経過日数: whole days since the post came to where it is now."""
    since = timezone.localdate(post.status_since)
    return max((timezone.localdate() - since) // dt.timedelta(days=1), 0)
