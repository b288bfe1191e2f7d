"""個人情報 (ガイドライン3(6)⑥): numbers, addresses and names of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from django.utils.translation import gettext as _

from posts.checks.concern import Concern, Severity, Yardstick
from posts.checks.reading import SEPARATOR, digit_runs, excerpt, sentences

ITEM = "6"
MY_NUMBER_LENGTH = 12
MY_NUMBER_WORDS = re.compile(r"個人番号|マイナンバー(?!カード)|my ?number", re.IGNORECASE)
PHONE = re.compile(
    rf"(?<![\d.])(?:\+81(?:{SEPARATOR})?\(?0?\)?|\(?0)\d(?:(?:{SEPARATOR})?\d){{7,9}}(?!\d)"
)
MOBILE = re.compile(r"0[5-9]0\d{8}")
# Toll-free and service numbers belong to nobody in person.
SERVICE = re.compile(r"0120|0800|0570|0990|00")
EMAIL = re.compile(r"[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)", re.ASCII)
# Public bodies: what is sent there reaches an office.
PUBLIC_DOMAIN = re.compile(r"(?:^|\.)(?:lg\.jp|go\.jp|(?:city|town|vill|pref|metro)\.[\w.-]+\.jp)$")
LOT = re.compile(r"\d+丁目\s*\d+|\d+番地(?:の?\d+)?|\d{1,4}番\d{1,3}号")
VENUE = re.compile(
    r"市役所|会館|センター|公民館|公園|学校|会場|ホール|図書館|体育館|駅|広場|避難所|プラザ|"
    r"グラウンド|競技場|保育園|幼稚園|集合|受付|窓口|所在地"
)
PERSON = re.compile(r"(?:さん|様|氏|ちゃん|くん|君)(?![ま])|宅|邸|世帯主|自宅")
NAME_AND_AGE = re.compile(
    r"[一-龠々ぁ-んァ-ヶー]{2,8}(?:さん|様|氏|ちゃん|くん|君)\s*\(\s*(?:当時)?\d{1,3}\s*歳?\s*\)"
)


def personal(text: str, yardstick: Yardstick) -> Iterator[Concern]:
    """Whatever tells who somebody is or how to reach them. ``text`` is plain, without links."""
    yield from _my_number(text)
    yield from _phones(text, yardstick.city_phones)
    if found := [m[0] for m in EMAIL.finditer(text) if not PUBLIC_DOMAIN.search(m["domain"])]:
        message = _("An e-mail address. Leave out a person's; write the address of an office.")
        yield Concern("email", ITEM, Severity.WARN, message, excerpt(found))
    if found := [m[0] for s in sentences(text) if not _is_venue(s) for m in LOT.finditer(s)]:
        message = _("A street address. Make sure that it is nobody's home, or leave it out.")
        yield Concern("street_address", ITEM, Severity.WARN, message, excerpt(found))
    if found := [m[0] for m in NAME_AND_AGE.finditer(text)]:
        message = _("A person's name with the age. Leave it out unless the person has agreed.")
        yield Concern("name_and_age", ITEM, Severity.WARN, message, excerpt(found))


def _my_number(text: str) -> Iterator[Concern]:
    named = bool(MY_NUMBER_WORDS.search(text))
    windows = [w for groups in digit_runs(text) for w in _windows(groups)]
    found = [w for w in windows if is_my_number("".join(w)) and (named or _even(w))]
    if found:
        message = _("An individual number (My Number). It must never be posted: take it out.")
        yield Concern("my_number", ITEM, Severity.BLOCK, message, excerpt(map(" ".join, found)))
    elif named and windows:
        message = _("Twelve digits beside the words “My Number”. Take them out.")
        passage = excerpt(map(" ".join, windows))
        yield Concern("my_number_like", ITEM, Severity.WARN, message, passage)


def is_my_number(digits: str) -> bool:
    """Whether twelve digits carry the right 検査用数字 (番号法の総務省令第5条)."""
    if len(digits) != MY_NUMBER_LENGTH:
        return False
    weighted = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5)
        for n, digit in enumerate(reversed(digits[:-1]), start=1)
    )
    rest = weighted % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)


def _windows(groups: list[str]) -> Iterator[tuple[str, ...]]:
    """Neighbouring groups that make twelve digits together."""
    for start in range(len(groups)):
        for end in range(start + 1, len(groups) + 1):
            length = sum(map(len, groups[start:end]))
            if length == MY_NUMBER_LENGTH:
                yield tuple(groups[start:end])
            if length >= MY_NUMBER_LENGTH:
                break


def _even(groups: tuple[str, ...]) -> bool:
    """Groups of one size: one number parted for reading, not a date beside a number."""
    return len(set(map(len, groups))) == 1


def _phones(text: str, city: frozenset[str]) -> Iterator[Concern]:
    mobile: list[str] = []
    other: list[str] = []
    for found in PHONE.finditer(text):
        number = national(found[0])
        if not number or number in city or SERVICE.match(number):
            continue
        (mobile if MOBILE.fullmatch(number) else other).append(found[0])
    if mobile:
        message = _("A mobile phone number. Leave it out, or write the number of an office.")
        yield Concern("mobile_phone", ITEM, Severity.WARN, message, excerpt(mobile))
    if other:
        message = _("A phone number that is not on the city's list. Make sure whose it is.")
        yield Concern("phone", ITEM, Severity.WARN, message, excerpt(other))


def national(written: str) -> str:
    """The digits of a Japanese phone number from its leading 0; empty when it can be none."""
    try:
        number = phonenumbers.parse(written, "JP")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return f"0{number.national_number}"


def _is_venue(sentence: str) -> bool:
    return bool(VENUE.search(sentence)) and not PERSON.search(sentence)
