"""内容の自動チェック: everything the checks find in one revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from posts.checks.concern import Concern, Yardstick
from posts.checks.dates import dates
from posts.checks.occasion import election, embargo, office_hours, repetition
from posts.checks.personal import personal
from posts.checks.placeholder import gaps
from posts.checks.reach import links, tags
from posts.checks.reading import excerpt, plain, without_links
from posts.checks.wording import hearsay, wording
from posts.content import Content


def concerns(content: Content, yardstick: Yardstick) -> list[Concern]:
    """Blocks first, then in the order of the checklist; one for each code.

    A text that is posted is read, and what stands for an image: people hear it.
    """
    found = [
        *_of_texts(content, yardstick),
        *office_hours(content, yardstick),
        *repetition(content, yardstick),
    ]
    return sorted(_merged(found), key=_rank)


def blocks(content: Content, *, now: dt.datetime) -> list[Concern]:
    """What stands in the way of submitting, whatever the city has laid down."""
    return [concern for concern in concerns(content, Yardstick(now)) if concern.blocks]


def _of_texts(content: Content, yardstick: Yardstick) -> Iterator[Concern]:
    posting = (content.requested_at or yardstick.now).astimezone(yardstick.now.tzinfo).date()
    for text in content.texts:
        yield from links(text, yardstick)
        yield from tags(text, yardstick)
    for spoken in (*content.texts, *(a.alt_text for a in content.attachments)):
        text = plain(without_links(spoken))
        yield from gaps(text)
        yield from personal(text, yardstick)
        yield from wording(text, yardstick)
        yield from hearsay(plain(spoken), content.category, content.note)
        yield from embargo(text, content)
        yield from election(text, posting, yardstick)
        yield from dates(text, posting)


def _merged(found: Iterable[Concern]) -> list[Concern]:
    by_code: dict[str, Concern] = {}
    for concern in found:
        before = by_code.get(concern.code)
        passages = [before.passage, concern.passage] if before else [concern.passage]
        by_code[concern.code] = replace(concern, passage=excerpt(filter(None, passages)))
    return list(by_code.values())


def _rank(concern: Concern) -> tuple[bool, int]:
    return (not concern.blocks, int(concern.item) if concern.item.isdigit() else 99)
