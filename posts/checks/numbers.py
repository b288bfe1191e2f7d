"""Numbers that belong to a person: the individual number (My Number) and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from posts.checks.reading import Hit, Reading
from posts.checks.words import WordLists

SEPARATOR = r"[\s\-‐-―−ー・.,_()/]"
TWELVE = re.compile(r"(?<!\d)(?<!\d[-.])\d{12}(?!\d)(?![-.]\d)")
FOURS = re.compile(rf"(?<!\d)\d{{4}}(?:{SEPARATOR}{{1,3}}\d{{4}})+(?!\d)")
SINGLES = re.compile(rf"(?<!\d)\d(?:{SEPARATOR}{{1,3}}\d)+(?!\d)")
ANYHOW = re.compile(rf"(?<!\d)\d(?:{SEPARATOR}{{0,3}}\d){{11}}(?!\d)")
LABEL = re.compile(r"(?:個人番号|マイナンバー|[Mm]y ?[Nn]umber)(?!カード)[^\d\n。]{0,15}$")

ABROAD = r"\+81[\s\-]?(?:\(0\))?"
MOBILE = re.compile(
    rf"(?<!\d)(?:\(?0|{ABROAD})(?!800)[6-9]0(?:{SEPARATOR}{{0,2}}\d){{8}}(?!\d)(?!-\d)"
)
LANDLINE = re.compile(
    rf"(?<![\d.])(?<!\d-)(?:\(?0|{ABROAD})\d{{1,4}}\)?{SEPARATOR}{{1,2}}\d{{1,4}}"
    rf"{SEPARATOR}{{1,2}}\d{{4}}(?!\d)(?!-\d)"
    r"|(?:電話(?:番号)?|[Tt][Ee][Ll]|☎|📞)\s*:?\s*(?P<bare>0\d{9})(?!\d)"
)
# Anyone's to call: free and shared-cost numbers.
FREE = ("0120", "0800", "0570", "0180")


def number_hits(reading: Reading, words: WordLists) -> Iterator[Hit]:
    taken: list[range] = []
    for start, end in _twelve_digits(reading.plain):
        digits = re.sub(r"\D", "", reading.plain[start:end])
        labelled = LABEL.search(reading.plain[:start][-40:])
        if valid_my_number(digits):
            yield Hit("my_number", start, end, shown=4)
        elif labelled:
            yield Hit("my_number_unsure", start, end, shown=4)
        else:
            continue
        taken.append(range(start, end))
    yield from (hit for hit in _phones(reading, words) if not any(hit.start in r for r in taken))


def valid_my_number(digits: str) -> bool:
    """Whether twelve digits end in the check digit of an individual number.

    番号法施行令に基づく総務省令 5条. Twelve zeros pass the sum, but nobody is given them.
    """
    if len(digits) != 12 or not digits.strip("0"):
        return False
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    remainder = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
    return int(digits[-1]) == (0 if remainder <= 1 else 11 - remainder)


def _twelve_digits(text: str) -> Iterator[tuple[int, int]]:
    """Runs of twelve digits: in one piece, in fours, one by one; after its name in any pieces."""
    seen: set[int] = set()
    for pattern in (TWELVE, FOURS, SINGLES):
        for found in pattern.finditer(text):
            if sum(map(str.isdigit, found[0])) == 12:
                seen.add(found.start())
                yield found.span()
    for found in ANYHOW.finditer(text):
        if found.start() not in seen and LABEL.search(text[: found.start()][-40:]):
            yield found.span()


def _phones(reading: Reading, words: WordLists) -> Iterator[Hit]:
    known = {re.sub(r"\D", "", phone) for phone in words.city_phones.any_of}
    mobiles = [m.span() for m in MOBILE.finditer(reading.plain)]
    for start, end in mobiles:
        if _national(reading.plain[start:end]) not in known:
            yield Hit("mobile_phone", start, end)
    for found in LANDLINE.finditer(reading.plain):
        start, end = found.span("bare") if found["bare"] else found.span()
        number = _national(reading.plain[start:end])
        if any(start < stop and begin < end for begin, stop in mobiles) or number in known:
            continue
        if len(number) not in _lengths(number) or number.startswith(FREE):
            continue
        if not _of_an_office(reading.plain[:start], words):
            yield Hit("unlisted_phone", start, end)


def _national(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    return re.sub(r"^810?", "0", digits) if typed.startswith("+") else digits


def _lengths(number: str) -> tuple[int, ...]:
    return (11,) if number.startswith("050") else (10,)


def _of_an_office(before: str, words: WordLists) -> bool:
    """Whether the words just before a number name an office, and no person's home."""
    near = re.split(r"[。!?\n]", before)[-1][-25:]
    return bool(words.offices.pattern.search(near)) and not words.homes.pattern.search(near)
