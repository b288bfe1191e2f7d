"""個人情報 (3(6)⑥): numbers in every spelling, and the ones that are nobody's in particular."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posts.checks.personal import is_my_number
from posts.content import Attachment
from tests.posts.checks.findings import YARDSTICK, blocking, codes, found

# The check digit is right; nobody has these numbers.
NUMBER = "987654321018"


def spelt(digits: str, separator: str, size: int = 4) -> str:
    return separator.join(digits[at : at + size] for at in range(0, len(digits), size))


@pytest.mark.parametrize(
    ("digits", "right"), [(NUMBER, True), ("987654321019", False), ("1", False)]
)
def test_the_check_digit_tells_an_individual_number(digits: str, right: bool) -> None:
    assert is_my_number(digits) is right


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        spelt(NUMBER, " "),
        spelt(NUMBER, "-"),
        spelt(NUMBER, "ー"),
        spelt(NUMBER, "−"),
        spelt(NUMBER, "\u3000"),
        spelt(NUMBER, "\n"),
        spelt(NUMBER, "\u200b"),
        spelt(NUMBER, " ", size=1),
        spelt(NUMBER, "・", size=6),
        NUMBER.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ],
    ids=repr,
)
def test_an_individual_number_blocks_in_every_spelling(written: str) -> None:
    assert blocking(f"記入の見本は{written}のとおりです。") == {"my_number"}


def test_uneven_groups_block_where_the_words_say_what_it_is() -> None:
    assert blocking("個人番号は98765-4321-018です。") == {"my_number"}
    assert blocking("受付は98765-4321-018です。") == set()


def test_twelve_digits_beside_the_words_are_looked_at_even_with_a_wrong_check_digit() -> None:
    assert codes("マイナンバー 9876 5432 1019 の記入例") == {"my_number_like"}


@pytest.mark.parametrize(
    "text",
    [
        "マイナンバーカードの申請はお早めに。",
        "受付番号は123456789012です。",
        "https://www.city.shiroi.example.jp/987654321018 をご覧ください。",
        "2026-11-30 10-12 に受け付けます。",
        "9876543210185 は13桁の番号です。",
    ],
)
def test_other_numbers_do_not_block(text: str) -> None:
    assert blocking(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "連絡は090-0000-5678へ。",
        "連絡は０９０ー００００ー５６７８へ。",
        "連絡は09000005678へ。",
        "連絡は+81 90-0000-5678へ。",
        "連絡は(090)0000-5678へ。",
        "定員は30人、連絡は070 0000 5678へ。",
    ],
)
def test_a_mobile_number_is_a_warning_of_the_sixth_item(text: str) -> None:
    (concern,) = found(text)
    assert (concern.code, concern.item, concern.blocks) == ("mobile_phone", "6", False)
    assert "5678" in concern.passage


def test_a_landline_is_a_warning_unless_the_city_has_listed_it() -> None:
    text = "お申し込みは047-000-1234、または電話０４７（０００）５６７８へ。"
    (concern,) = found(text)
    assert concern.code == "phone"
    listed = frozenset({"0470001234", "0470005678"})
    assert codes(text, replace(YARDSTICK, city_phones=listed)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "緊急のときは119番へ。",
        "消費者ホットラインは188です。",
        "フリーダイヤル0120-000-123へ。",
        "相談は#9110へ。",
    ],
)
def test_numbers_of_services_are_fine(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("返信はhanako@mail.example.comまで。", {"email"}),
        ("返信はｈａｎａｋｏ＠ｍａｉｌ．ｅｘａｍｐｌｅ．ｃｏｍまで。", {"email"}),
        ("返信はkoho@city.shiroi.chiba.jpまで。", set()),
        ("返信はmado@example.lg.jpまで。", set()),
        ("公式アカウントは@shiroi_cityです。", set()),
    ],
)
def test_an_address_of_a_person_is_found_one_of_an_office_is_not(
    text: str, expected: set[str]
) -> None:
    assert codes(text) - {"bare_domain"} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("田村さんのお宅は桜台3丁目12です。", {"street_address"}),
        ("今月の当選者は根800番地の方です。", {"street_address"}),
        ("会場は文化会館（復1148番地8）です。", set()),
        ("市役所の隣、佐々木さん宅（復100番地）に集まります。", {"street_address"}),
    ],
)
def test_a_street_address_is_found_unless_it_is_a_venue(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_a_name_with_an_age_is_found() -> None:
    assert codes("最優秀賞は木村はるとくん（8歳）です！") == {"name_and_age"}
    assert codes("対象は小学生（8歳）までです。") == set()


def test_what_stands_for_an_image_is_read_too() -> None:
    shown = Attachment("a" * 64, "申請書。携帯090-0000-5678と書いてある。")
    assert codes("申請書の書き方です。", attachments=(shown,)) == {"mobile_phone"}
