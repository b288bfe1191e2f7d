"""Cases as they lie in the records: a full one, and one that is over for years."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from django.utils import timezone

from posts.actions import withdraw
from posts.content import Attachment
from posts.models import Post
from publishing import claims, outcomes
from publishing.gateway import Posted
from tests.cast import Cast
from tests.pages.entries import stored_picture
from tests.pages.stages import again

COLORS = ("navy", "crimson", "seagreen", "orange")
# Variants that fonts and code pages stumble over, emoji sequences, and characters that share
# a glyph with others.
HARD = (
    "髙橋・山﨑・𠮷野の各氏が梨の里を案内します🍐👨‍👩‍👧‍👦❤️‍🔥🇯🇵1️⃣",
    "〜～ ①㈱℡ ﾊﾝｶｸｶﾞ ＡＢＣ１２３（！？） “引用”…―",
    "https://www.city.shiroi.example.jp/a?b=c#d #梨まつり @shiroi_city ☔©",
    "葛󠄀飾の写真\n2行目です。",
)


def thread(length: int = 25) -> tuple[str, ...]:
    """Texts of one thread, the hard ones among them."""
    return tuple(f"{n}/{length} {HARD[n % len(HARD)]}" for n in range(1, length + 1))


def full_case(cast: Cast) -> Post:
    """A thread of 25 with four images, checked twice."""
    shown = tuple(
        Attachment(stored_picture(color), f"{color}の絵（{HARD[0]}）") for color in COLORS
    )
    return cast.scheduled(texts=thread(), attachments=shown, title="梨まつりについて")


def posted(cast: Cast, **facts: Any) -> Post:
    post = cast.scheduled(**facts)
    attempt = claims.claim(post.pk, now=timezone.now())
    assert attempt is not None
    outcomes.settle(attempt.pk, Posted("1990000000000000001"))
    return again(post)


def withdrawn_in(cast: Cast, day: dt.date, **facts: Any) -> Post:
    """A case that was over on that day."""
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC)):
        post = cast.draft(**facts)
        return withdraw(
            post.pk, actor=cast.sato, seen=post.revision.digest, reason="日程が変わったため"
        )
