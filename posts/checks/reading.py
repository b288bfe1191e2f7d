"""Reading a text as the checks need it: one spelling for what people write in many.

The order matters: compatibility forms first, then what cannot be seen, then digits that belong
together; patterns and words come after that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from posts.text import urls

INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Between two digits of one number: a hyphen of any shape, a space, a bracket, a line break.
SEPARATOR = r"[-\u2010-\u2015\u2212\u30fc/._・() \n]{1,3}"
RUN = re.compile(rf"\d+(?:{SEPARATOR}\d+)*")
SENTENCE = re.compile(r"[^。!?\n]*[。!?\n]?")
QUOTED = re.compile(r"「[^」]*」|『[^』]*』|“[^”]*”")


def plain(text: str) -> str:
    """The text in one spelling: full-width Latin and digits as ASCII, nothing invisible."""
    # The compatibility form of ㊙ would be a mere 秘.
    spelt = text.replace("\u3299", "マル秘")
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", spelt))


def without_links(text: str) -> str:
    """The text with a blank for each link: what stands in an address is not said to anybody."""
    for url in reversed(urls(text)):
        text = f"{text[: url.start]} {text[url.end :]}"
    return text


def digit_runs(text: str) -> Iterable[list[str]]:
    """The groups of digits that only separators part: 「1234 5678-9018」 gives three."""
    for found in RUN.finditer(text):
        yield re.findall(r"\d+", found[0])


def sentences(text: str) -> list[str]:
    """The sentences with their ends; a line break ends one, too."""
    return [found[0] for found in SENTENCE.finditer(text) if found[0].strip()]


def excerpt(passages: Iterable[str]) -> str:
    """The words a finding is about, each once, short enough to stand beside it."""
    once = dict.fromkeys(" ".join(passage.split())[:60] for passage in passages)
    return "、".join(list(once)[:3])
