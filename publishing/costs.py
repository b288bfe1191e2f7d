"""What X charges for a post, in US dollars. Pure: a price list and arithmetic (x.com, 2026-08)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from posts.text import urls

PLAIN_POST = Decimal("0.015")
POST_WITH_LINK = Decimal("0.200")
ALT_TEXT = Decimal("0.005")


def cost_of(text: str, *, images: int = 0) -> Decimal:
    """One post: a link makes it thirteen times as dear; every described image costs extra."""
    return (POST_WITH_LINK if urls(text) else PLAIN_POST) + images * ALT_TEXT


def estimate(texts: Sequence[str], *, images: int = 0) -> Decimal:
    """A whole request: each post of a thread counts, the images belong to the first."""
    first, *others = texts or ("",)
    return cost_of(first, images=images) + sum((cost_of(text) for text in others), Decimal(0))
