"""「@田中 陽子」 in a note: whom it calls. Pure: over names, not over rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Not inside an e-mail address.
AT = re.compile(r"(?<![0-9A-Za-z._+-])[@＠]")
NUMBER = re.compile(r"[0-9][0-9A-Za-z-]*")
SPACES = " \u3000\u00a0"
# After a name there is something that cannot go on as a name, or what names are followed by.
NAME_ENDS = re.compile(
    r"(?![一-龠々ァ-ヶー])|[様氏殿]|(?:課長|係長|部長|次長|室長|所長|局長|補佐|主[査任事幹])"
)
# How much of an unknown name the message repeats.
SHOWN = re.compile(r"[^\s@＠、。,.()（）「」!?！？]{0,20}")


@dataclass(frozen=True)
class Named:
    """Somebody who can be called."""

    person: int
    number: str
    name: str

    @property
    def surname(self) -> str:
        return self.name.split(maxsplit=1)[0] if self.name.strip() else ""


@dataclass(frozen=True)
class Call:
    """One mention: as it was typed, and everybody it fits."""

    typed: str
    fits: tuple[Named, ...]


def calls(text: str, people: Sequence[Named]) -> list[Call]:
    """Every mention in the text, in order. A word in Latin letters is the name of an account
    on X, not of a person, so it calls nobody."""
    found = []
    for at in AT.finditer(text):
        rest = unicodedata.normalize("NFKC", text[at.end() : at.end() + 60])
        if not rest or (rest[0].isascii() and not rest[0].isdigit()):
            continue
        found.append(_call(rest, people))
    return found


def _call(rest: str, people: Sequence[Named]) -> Call:
    if number := NUMBER.match(rest):
        return Call(number[0], tuple(p for p in people if p.number == number[0]))
    for names in (_full_names, _surnames):
        if fits := _longest(rest, names(people)):
            return fits
    shown = SHOWN.match(rest)
    return Call(shown[0] if shown else "", ())


def _full_names(people: Iterable[Named]) -> Iterable[tuple[str, Named]]:
    """With any space, or none, between the two parts."""
    return ((rf"[{SPACES}]*".join(map(re.escape, p.name.split())), p) for p in people)


def _surnames(people: Iterable[Named]) -> Iterable[tuple[str, Named]]:
    return ((re.escape(p.surname), p) for p in people if p.surname)


def _longest(rest: str, names: Iterable[tuple[str, Named]]) -> Call | None:
    """The people whose name stands here; of several names the longest."""
    fits: dict[str, list[Named]] = {}
    for pattern, person in names:
        match = re.match(pattern, rest)
        if match and match[0] and NAME_ENDS.match(rest, match.end()):
            fits.setdefault(match[0], []).append(person)
    if not fits:
        return None
    typed = max(fits, key=len)
    return Call(typed, tuple(fits[typed]))
