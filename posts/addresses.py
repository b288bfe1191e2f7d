"""The addresses of posts on X."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

X_HOSTS = frozenset({"x.com", "www.x.com", "mobile.x.com"})
TWITTER_HOSTS = frozenset({"twitter.com", "www.twitter.com", "mobile.twitter.com"})
PATH = re.compile(r"(/(?:[A-Za-z0-9_]{1,15}|i/web)/status(?:es)?/([0-9]{1,19}))(?:/.*)?")


@dataclass(frozen=True)
class PostOnX:
    """A post as X knows it: its id, and its address without what trackers add."""

    x_id: str
    address: str


def post_on_x(typed: str, hosts: Collection[str] = ()) -> PostOnX | None:
    """The post that an address leads to; None for every other address.

    ``hosts`` (with their port, if any) are taken for X besides its own: the local X of drills.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    host = parts.netloc.lower()
    found = PATH.fullmatch(parts.path)
    if found is None or parts.scheme not in {"http", "https"}:
        return None
    if host in X_HOSTS | TWITTER_HOSTS:
        return PostOnX(found[2], f"https://{host}{found[1]}")
    return PostOnX(found[2], f"{parts.scheme}://{host}{found[1]}") if host in hosts else None
