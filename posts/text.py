"""What X makes of a text: its weighted length, links, hashtags and mentions.

The rules are those of twitter-text configuration v3: at most 280 units; Latin and the like weigh 1,
everything else 2; a link weighs 23 however long it is; an emoji weighs 2 however it is composed.
Positions are code points of the very string that was passed in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emoji import emoji_list

MAX_WEIGHT: Final = 280
MAX_FULL_WIDTH: Final = MAX_WEIGHT // 2
URL_WEIGHT: Final = 23
EMOJI_WEIGHT: Final = 2
MAX_URL_LENGTH: Final = 4096
MAX_TCO_SLUG_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class Count:
    """The weighted length of a text.

    `weight` is in X's units. `valid` tells whether X would take the text by itself: not empty,
    not too long, no code point that X refuses.
    """

    weight: int
    valid: bool

    @property
    def full_width(self) -> int:
        """Length in full-width characters, a started half counting as a whole one."""
        return -(-self.weight // 2)

    @property
    def remaining_full_width(self) -> int:
        """How many more full-width characters surely fit; 0 when full or over."""
        return max(0, MAX_FULL_WIDTH - self.full_width)

    @property
    def over_full_width(self) -> int:
        """How many full-width characters must go for the text to fit; 0 when it fits."""
        return max(0, self.full_width - MAX_FULL_WIDTH)


@dataclass(frozen=True, slots=True)
class Url:
    """A link as written: `text == source[start:end]`."""

    start: int
    end: int
    text: str

    @property
    def scheme_less(self) -> bool:
        return not self.text.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag or a mention with its sign: `text == source[start:end]`."""

    start: int
    end: int
    text: str

    @property
    def name(self) -> str:
        return self.text[1:]


_TLDS = [
    line
    for line in Path(__file__).with_name("tlds.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]

_REFUSED = "\ufffe\ufeff\uffff"
_DIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272"
    "\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_CYRILLIC = "\u0400-\u04ff"
_QUERY = r"\?[0-9a-z!?*'@();:&=+$/%#\[\]_.,~|-]*[0-9a-z_&=#/-]"


def _url_pattern() -> re.Pattern[str]:
    """Compile the link pattern. It expects ASCII capitals folded to small letters."""
    # Longest first, because one non-ASCII domain may begin another.
    names = "|".join(sorted(map(re.escape, _TLDS), key=len, reverse=True))
    tld = rf"(?:(?:{names})(?![0-9a-z@+-])|xn--[0-9a-z-]+)"

    # After a scheme any script may stand in the host; an underscore only left of the domain proper.
    host = rf"[^\x00-/:-@\[-`{{-\x7f\s{_REFUSED}{_DIRECTIONAL}]"
    subdomain = rf"{host}(?:(?:{host}|[_-])*{host})?\."
    domain = rf"{host}(?:(?:{host}|-)*{host})?\."
    # Without one only Latin letters make a host: Japanese around it is the sentence, even when
    # a point or a hyphen lies between the two.
    plain_start = rf"(?:(?<![_./{_LATIN}-])|(?<=[^\x00-\x7f\s{_LATIN}][.-]))"
    plain = rf"[0-9a-z{_LATIN}]"
    plain_label = rf"{plain}(?:[0-9a-z{_LATIN}-]*{plain})?\."

    char = rf"[0-9a-z{_CYRILLIC}{_LATIN}!*';:=+,.$/%#\[\]_~@|&\u2013-]"
    brackets = rf"\((?:{char}+|{char}*\({char}+\){char}*)\)"
    last = rf"(?:[0-9a-z{_CYRILLIC}{_LATIN}=_#/+-]|{brackets})"
    return re.compile(
        rf"(?<![0-9a-z@＠$#＃{_REFUSED}])"
        rf"(?:https?://(?P<host>(?:{subdomain})*{domain}{tld})"
        rf"|{plain_start}(?P<plain_host>(?:{plain_label})+{tld}))"
        rf"(?::[0-9]+)?"
        rf"(?:/(?:{char}*(?:{brackets}{char}*)*{last})?)?"
        rf"(?:{_QUERY})?"
    )


_FOLD = {ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_URL = _url_pattern()
_TCO = re.compile(rf"https?://t\.co/(?P<slug>[0-9a-z]+)(?:{_QUERY})?")
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_REFUSED_CHAR = re.compile(f"[{_REFUSED}]")

_HASH_SIGN = re.compile("[#＃](?![\ufe0f\u20e3])")
_AFTER_HASHTAG = ("#", "＃", "://")
_HASHTAG_MARKS = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4～〜\u309b\u309c\u30a0・〃\u0f0b\u0f0c\xb7"
)
_MENTION = re.compile(
    r"(?:(?<![0-9A-Za-z_!#＃$%&*@＠])|(?<=(?<![0-9A-Za-z_+~.-])[Rr][Tt]))"
    rf"[@＠][0-9A-Za-z_]{{1,20}}+(?![@＠{_LATIN}]|://)"
)


def normalize(text: str) -> str:
    """Return the text as X counts and keeps it: LF line ends, Unicode NFC."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def count(text: str) -> Count:
    """Weigh a text as X does."""
    text = normalize(text)
    weight = 0
    position = 0
    for url in urls(text):
        weight += _weight(text[position : url.start]) + URL_WEIGHT
        position = url.end
    weight += _weight(text[position:])
    refused = _REFUSED_CHAR.search(text) is not None
    return Count(weight=weight, valid=0 < weight <= MAX_WEIGHT and not refused)


def _weight(text: str) -> int:
    """Weigh a text without links."""
    weight = 0
    position = 0
    for found in emoji_list(text):
        weight += _character_weight(text[position : found["match_start"]]) + EMOJI_WEIGHT
        position = found["match_end"]
    return weight + _character_weight(text[position:])


def _character_weight(text: str) -> int:
    return len(text) + len(_HEAVY.findall(text))


def urls(text: str) -> list[Url]:
    """Find what X turns into links, scheme-less domains included."""
    folded = text.translate(_FOLD)
    found = []
    for match in _URL.finditer(folded):
        end = _link_end(folded, match)
        if end is not None:
            found.append(Url(match.start(), end, text[match.start() : end]))
    return found


def _link_end(folded: str, match: re.Match[str]) -> int | None:
    """Return where the link ends, or None when X would not link it."""
    if match["host"] == "t.co" and (short := _TCO.match(folded, match.start())):
        return short.end() if len(short["slug"]) <= MAX_TCO_SLUG_LENGTH else None
    host = match["host"] or match["plain_host"]
    try:
        grown = len(host.encode("idna")) - len(host)
    except UnicodeError:  # a label longer than 63 octets, or one that no DNS name can have
        return None
    assumed_scheme = 0 if match["host"] else len("https://")
    return match.end() if len(match[0]) + grown + assumed_scheme <= MAX_URL_LENGTH else None


def scheme_less_domains(text: str) -> list[Url]:
    """Find links written without http(s)://, which X links but may bound differently than we do."""
    return [url for url in urls(text) if url.scheme_less]


def hashtags(text: str) -> list[Tag]:
    """Find the hashtags outside links. A number alone (#9110) is none."""
    found = []
    for sign in _HASH_SIGN.finditer(text):
        end = _hashtag_end(text, sign.start())
        if end is not None:
            found.append(Tag(sign.start(), end, text[sign.start() : end]))
    return _outside_links(text, found)


def _hashtag_end(text: str, start: int) -> int | None:
    """Return where the hashtag whose sign stands at `start` ends, or None when it is none."""
    before = text[start - 1 : start]
    # A variation selector is formally a mark, but it ends an emoji and not a word.
    if before not in {"", "\ufe0e", "\ufe0f"} and (before == "&" or _in_hashtag(before)):
        return None
    end = start + 1
    while end < len(text) and _in_hashtag(text[end]):
        end += 1
    has_letter = any(map(_is_letter, text[start + 1 : end]))
    return end if has_letter and not text.startswith(_AFTER_HASHTAG, end) else None


def _in_hashtag(character: str) -> bool:
    return (
        _is_letter(character)
        or unicodedata.category(character) == "Nd"
        or character in _HASHTAG_MARKS
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def mentions(text: str) -> list[Tag]:
    """Find the @usernames outside links."""
    found = [Tag(match.start(), match.end(), match[0]) for match in _MENTION.finditer(text)]
    return _outside_links(text, found)


def _outside_links(text: str, tags: list[Tag]) -> list[Tag]:
    links = urls(text)
    return [
        tag for tag in tags if not any(url.start < tag.end and tag.start < url.end for url in links)
    ]
