"""Which typeface sets which characters, so that a printed text can also be read back.

A PDF remembers one character for each glyph of a face. Characters that share a glyph (〜 and ～)
would come back as one and the same; so compatibility characters are set in a twin face of the
same design. Emoji sequences get the colour face, and nothing else does: it also holds ``#``
and the digits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import emoji

EMOJI_STYLE = "\ufe0f"
# Below this, a single symbol without the emoji style is a letter like any other (©, ①, →).
FIRST_PICTOGRAPH = "\U0001f000"


@dataclass(frozen=True)
class Run:
    """Characters of one face: ``plain``, ``twin`` or ``emoji``."""

    face: str
    text: str


def runs(text: str) -> list[Run]:
    """The text in pieces of one face each; joined together they are the text."""
    found: list[Run] = []
    at = 0
    for match in emoji.emoji_list(text):
        if _is_letter(match["emoji"]):
            continue
        found += _letters(text[at : match["match_start"]])
        found.append(Run("emoji", match["emoji"]))
        at = match["match_end"]
    return found + list(_letters(text[at:]))


def _is_letter(symbol: str) -> bool:
    return EMOJI_STYLE not in symbol and len(symbol) == 1 and symbol < FIRST_PICTOGRAPH


def _letters(text: str) -> Iterator[Run]:
    for twin, letters in groupby(text, key=_has_twin):
        yield Run("twin" if twin else "plain", "".join(letters))


def _has_twin(letter: str) -> bool:
    return unicodedata.normalize("NFKC", letter) != letter
