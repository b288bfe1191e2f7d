"""X's weighted length: half-width counts 1, full-width 2, a link 23, an emoji sequence 2."""

from __future__ import annotations

import unicodedata

from x_sandbox import emoji, urls

LIMIT = 280
LINK = 23
HEAVY = 2
LIGHT = 1
LIGHT_RANGES = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


def normalise(text: str) -> str:
    """LF line ends and NFC: browsers submit CRLF, which would otherwise count twice."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def weighted_length(text: str) -> int:
    """Units of at most ``LIMIT`` that ``text`` takes in one post."""
    text = normalise(text)
    total = position = 0
    for span in urls.find(text):
        total += _plain(text[position : span.start]) + LINK
        position = span.end
    return total + _plain(text[position:])


def _plain(text: str) -> int:
    without_emoji, sequences = emoji.SEQUENCE.subn("", text)
    return sequences * HEAVY + sum(_weight(ord(character)) for character in without_emoji)


def _weight(code_point: int) -> int:
    light = any(first <= code_point <= last for first, last in LIGHT_RANGES)
    return LIGHT if light else HEAVY
