"""What the same posts would have cost at X, in thousandths of a US dollar (prices of 2026-08)."""

from __future__ import annotations

from typing import NamedTuple

from x_sandbox.store import Store

POST = 15
POST_WITH_URL = 200


class Reading(NamedTuple):
    """Deleted posts count: X does not refund them."""

    posts: int
    mills: int

    @property
    def dollars(self) -> str:
        return f"{self.mills / 1000:.3f}"


def price(*, has_url: bool) -> int:
    return POST_WITH_URL if has_url else POST


def read(store: Store) -> Reading:
    row = store.row("SELECT count(*) AS posts, total(price) AS mills FROM post")
    return Reading(row["posts"], int(row["mills"])) if row else Reading(0, 0)
