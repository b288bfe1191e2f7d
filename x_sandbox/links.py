"""The t.co links X puts in the place of every URL."""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from x_sandbox import urls

SLUG_LENGTH = 10
SLUG_ALPHABET = string.ascii_letters + string.digits
LONGEST_DISPLAYED_PATH = 15


@dataclass(frozen=True)
class Link:
    """A URL at ``start:end`` (code points) of a post's own text."""

    start: int
    end: int
    short: str
    expanded: str
    display: str


def shorten(text: str) -> list[Link]:
    """A new t.co link for each URL of ``text``."""
    return [_link(text, span) for span in urls.find(text)]


def new_short() -> str:
    """An unused ``https://t.co/…``: 23 characters, as the weighted count assumes."""
    return "https://t.co/" + "".join(secrets.choice(SLUG_ALPHABET) for _ in range(SLUG_LENGTH))


def dump(links: Iterable[Link]) -> str:
    return json.dumps([asdict(link) for link in links], ensure_ascii=False)


def load(dumped: str) -> list[Link]:
    return [Link(**fields) for fields in json.loads(dumped)]


def _link(text: str, span: urls.Span) -> Link:
    written = text[span.start : span.end]
    has_scheme = re.match("https?://", written, re.IGNORECASE)
    expanded = written if has_scheme else f"http://{written}"
    return Link(span.start, span.end, new_short(), expanded, _display(expanded))


def _display(url: str) -> str:
    host, slash, path = url.partition("://")[2].removeprefix("www.").partition("/")
    if not path:
        return host
    path = slash + path
    return host + path[:LONGEST_DISPLAYED_PATH] + "…" * (len(path) > LONGEST_DISPLAYED_PATH)
