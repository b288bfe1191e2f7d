"""What changed between two wordings, by character, in pieces a person can read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Past this many units, comparing would take longer than anybody reads: all gone, all new.
LONGEST = 1000
# Fewer units than this between two changes are no anchor for the eye.
SMALLEST_ISLAND = 3
# Numbers and Latin words change as a whole: 25日 becomes 26日, not 2「5→6」日.
RUN = re.compile(r"[0-9０-９]+|[A-Za-z]+")
JOINER = "\u200d"


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; of a change, what went stands before what came.

    The pieces that are not new spell ``old``, those that are not gone spell ``new``.
    """
    if old == new:
        return (Piece(Kind.SAME, old),) if old else ()
    before, after = units(old), units(new)
    if max(len(before), len(after)) > LONGEST:
        return _pieces([([], before, after)])
    return _pieces(_bridged(_stretches(before, after)))


def replaced(old: str, new: str) -> tuple[Piece, ...]:
    """What is chosen, not written, such as a date: the old as a whole, then the new."""
    pieces = (Piece(Kind.GONE, old), Piece(Kind.NEW, new))
    return tuple(piece for piece in pieces if piece.text)


def units(text: str) -> list[str]:
    """What a reader takes for one sign: a number, a Latin word, a character with its marks."""
    found: list[str] = []
    at = 0
    while at < len(text):
        run = RUN.match(text, at)
        end = run.end() if run else _sign_end(text, at)
        found.append(text[at:end])
        at = end
    return found


def _sign_end(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and (_attached(text[end]) or text[end - 1] == JOINER):
        end += 1
    return end


def _attached(character: str) -> bool:
    """Combining marks, voicing marks of half-width kana, skin tones, joiners."""
    if character.isascii():
        return False
    return unicodedata.category(character) in {"Mn", "Me", "Mc", "Sk"} or character in "\u200dﾞﾟ"


# What stayed before a change, what went, what came.
Stretch = tuple[list[str], list[str], list[str]]


def _stretches(before: list[str], after: list[str]) -> list[Stretch]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stretches: list[Stretch] = []
    same: list[str] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            same = before[old_from:old_to]
        else:
            stretches.append((same, before[old_from:old_to], after[new_from:new_to]))
            same = []
    return [*stretches, (same, [], [])]


def _bridged(stretches: list[Stretch]) -> list[Stretch]:
    """Without the islands: what stays between two changes but is too small to read."""
    bridged: list[Stretch] = []
    for same, gone, new in stretches:
        changed = bool(gone or new)
        if bridged and changed and len(same) < SMALLEST_ISLAND and "\n" not in same:
            anchor, went, came = bridged.pop()
            bridged.append((anchor, [*went, *same, *gone], [*came, *same, *new]))
        else:
            bridged.append((same, gone, new))
    return bridged


def _pieces(stretches: list[Stretch]) -> tuple[Piece, ...]:
    kinds = (Kind.SAME, Kind.GONE, Kind.NEW)
    return tuple(
        Piece(kind, "".join(part))
        for stretch in stretches
        for kind, part in zip(kinds, stretch, strict=True)
        if part
    )
