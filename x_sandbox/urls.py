"""Finding what X turns into a link: with or without a scheme, in running Japanese text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TLDS = frozenset(Path(__file__).with_name("tlds.txt").read_text(encoding="utf-8").split())
LONGEST_UNICODE_TLD = max(len(name) for name in TLDS if not name.isascii())
LONGEST_LABEL = 63
LONGEST_SHORT_SLUG = 40

LATIN = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b"
    "\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
CYRILLIC = "\u0400-\u04ff"
NEVER_IN_HOST = (
    r"!'#%&()*+,\\./:;<=>?@\[\]^{|}~$\s"
    "\u0085\u180e\ufffe\ufeff\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
)
EDGE = f"[^{NEVER_IN_HOST}_-]"
LABEL = f"{EDGE}(?:[^{NEVER_IN_HOST}]*{EDGE})?"
LETTER = f"[a-z0-9{LATIN}]"
BARE_LABEL = f"{LETTER}(?:[a-z0-9{LATIN}-]*{LETTER})?"
GLUED = "A-Za-z0-9@\uff20$#\uff03\ufffe\ufeff\uffff"
# With a scheme any script may follow; without one only Latin hosts link, also inside Japanese.
# The last label may drag a tail along ("example.com_"): the top-level domain is cut out later.
HOST = re.compile(
    rf"(?<![{GLUED}])(?P<scheme>https?://)(?P<host>{LABEL}(?:\.{LABEL})+)"
    rf"|(?<![{GLUED}{LATIN}_./-])(?P<bare>(?:{BARE_LABEL}\.)+)",
    re.IGNORECASE,
)
ASCII_RUN = re.compile(r"[A-Za-z0-9]+")
PUNYCODE = re.compile(r"xn--[0-9a-z-]+", re.IGNORECASE)

IN_PATH = rf"[a-z0-9{CYRILLIC}{LATIN}!*';:=+,.$/%#\[\]\-\u2013_~@|&]"
PARENTHESES = rf"\((?:{IN_PATH}+|{IN_PATH}*\({IN_PATH}+\){IN_PATH}*)\)"
PATH_END = rf"(?:[+\-a-z0-9{CYRILLIC}{LATIN}=_#/]|{PARENTHESES})"
PATH = rf"/(?:{IN_PATH}*(?:{PARENTHESES}{IN_PATH}*)*{PATH_END}|@{IN_PATH}+/)*"
QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
TAIL = re.compile(rf"(?::\d+)?(?P<path>{PATH})?(?:{QUERY})?", re.IGNORECASE)
SHORTENED = re.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:{QUERY})?", re.IGNORECASE)


class Span(NamedTuple):
    """A link's place in the text, in code points; ``end`` is exclusive."""

    start: int
    end: int


def find(text: str) -> list[Span]:
    """Every link of ``text`` (already NFC), in order and without overlaps."""
    spans: list[Span] = []
    position = 0
    while match := HOST.search(text, position):
        span = _link(text, match)
        spans += [span] if span else []
        position = span.end if span else match.end()
    return spans


def _link(text: str, match: re.Match[str]) -> Span | None:
    group = "host" if match["scheme"] else "bare"
    start, end = match.start(group), _host_end(text, *match.span(group))
    if end is None or not _encodable(text[start:end]):
        return None
    tail = TAIL.match(text, end)
    if match["scheme"]:
        return _with_scheme(text, match.start(), tail.end() if tail else end)
    return Span(start, tail.end() if tail and tail["path"] else end)


def _with_scheme(text: str, start: int, stop: int) -> Span | None:
    shortened = SHORTENED.match(text, start, stop)
    if shortened is None:
        return Span(start, stop)
    if len(shortened["slug"]) > LONGEST_SHORT_SLUG:
        return None
    return Span(start, shortened.end())


def _host_end(text: str, start: int, stop: int) -> int | None:
    """Where the longest host with a real top-level domain ends, looking from the right."""
    dot = text.rfind(".", start, stop)
    while dot > start:
        before = text.rfind(".", start, dot)
        end = _tld_end(text, dot + 1)
        if end is not None and "_" not in text[max(before, start) : dot]:
            return end
        dot = before
    return None


def _tld_end(text: str, start: int) -> int | None:
    if punycode := PUNYCODE.match(text, start):
        return punycode.end()
    run = ASCII_RUN.match(text, start)
    if run and run[0].lower() in TLDS:
        return None if text.startswith(("@", "+", "-"), run.end()) else run.end()
    for end in range(start + LONGEST_UNICODE_TLD, start + 1, -1):
        if text[start:end] in TLDS and not re.match(r"[0-9A-Za-z@+-]", text[end : end + 1]):
            return end
    return None


def _encodable(host: str) -> bool:
    """Whether DNS could carry every label: at most 63 octets, and not encoded twice."""
    return all(_octets(label) <= LONGEST_LABEL for label in host.split(".")) and all(
        label.isascii() or not label.lower().startswith("xn--") for label in host.split(".")
    )


def _octets(label: str) -> int:
    return len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))
