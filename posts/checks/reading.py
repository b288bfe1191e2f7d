"""A text as the checks read it: folded, without what is invisible, and still pointing at its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from posts.text import mentions, urls

MAX_EXCERPT = 40
# A character and the marks that belong to it; half-width voice marks join the kana before them.
CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
# Besides format characters (Cf): selectors and fillers that show nothing.
INVISIBLE = re.compile(r"[\ufe00-\ufe0f\u034f\u115f\u1160\u3164\uffa0\u180b-\u180e]")
SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*|[。!?\n]+")
QUOTES = {"「": "」", "『": "』", "“": "”"}


@dataclass(frozen=True)
class Hit:
    """A place in a reading where the rule ``code`` strikes, and what its message tells.

    ``shown`` limits the excerpt to that many characters of the reading, for what must not be
    copied around.
    """

    code: str
    start: int
    end: int
    told: tuple[tuple[str, str], ...] = ()
    shown: int | None = None


@dataclass(frozen=True)
class Reading:
    """``text`` is what rules look at; ``places[i]`` is where ``text[i]`` stands in ``source``."""

    source: str
    text: str
    places: tuple[int, ...]

    @cached_property
    def plain(self) -> str:
        """The text with links and @names blanked, so that nothing is found inside them."""
        text = self.text
        for span in (*urls(self.text), *mentions(self.text)):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where each sentence of the plain text begins and ends, its full stop included."""
        return tuple(found.span() for found in SENTENCE.finditer(self.plain))

    def sentence(self, position: int) -> str:
        """The sentence of the plain text in which the position lies."""
        for start, end in self.sentences:
            if start <= position < end:
                return self.plain[start:end]
        return ""

    def quoted(self, position: int) -> bool:
        """Whether the position lies between quotation marks: someone else is speaking."""
        return any(
            self.plain.rfind(begin, 0, position + 1) > self.plain.rfind(end, 0, position)
            for begin, end in QUOTES.items()
        )

    def excerpt(self, hit: Hit) -> str:
        """The passage as it was typed, on one line, shortened to forty characters."""
        end = hit.end if hit.shown is None else min(hit.end, hit.start + hit.shown)
        passage = " ".join(self.source[self.places[hit.start] : self.places[end]].split())
        cut = hit.shown is not None or len(passage) > MAX_EXCERPT
        return passage[:MAX_EXCERPT] + "…" if cut else passage


def read(source: str) -> Reading:
    """Fold by NFKC and drop what is invisible. ① stays ①: it counts, it is no digit of a number."""
    text: list[str] = []
    places: list[int] = []
    for cluster in CLUSTER.finditer(source):
        for character in _fold(cluster[0]):
            text.append(character)
            places.append(cluster.start())
    return Reading(source, "".join(text), (*places, len(source)))


def _fold(cluster: str) -> Iterator[str]:
    if unicodedata.category(cluster[0]) == "No":
        yield from cluster
        return
    for character in unicodedata.normalize("NFKC", cluster):
        if unicodedata.category(character) == "Cf" or INVISIBLE.match(character):
            continue
        yield str(unicodedata.decimal(character)) if character.isdecimal() else character
