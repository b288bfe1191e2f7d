"""The weighted length, links, hashtags and mentions of a text."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from posts.text import (
    Count,
    count,
    hashtags,
    mentions,
    normalize,
    scheme_less_domains,
    urls,
)

# X's own conformance suite, run as well where it lies beside the checkout.
SUITE = Path(__file__).resolve().parents[3] / "shared" / "twitter-text"


def conformance(file: str, *sections: str) -> list[Any]:
    path = SUITE / file
    if not path.exists():
        return []
    tests = yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
    return [
        pytest.param(case["text"], case["expected"], id=f"{section}: {case['description']}")
        for section in sections
        for case in tests[section]
    ]


def conformance_counts(figure: str) -> list[Any]:
    """The three counting sections; where v2 and v3 judge one text differently, v3 has the word."""
    cases = conformance(
        "validate.yml",
        "WeightedTweetsCounterTest",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    )
    latest = {case.values[0]: case for case in cases}
    return [pytest.param(text, case.values[1][figure], id=case.id) for text, case in latest.items()]


def conformance_places(section: str, key: str) -> list[Any]:
    """What stands where, as (text, start, end)."""
    return [
        pytest.param(
            case.values[0],
            [(found[key], *found["indices"]) for found in case.values[1]],
            id=case.id,
        )
        for case in conformance("extract.yml", section)
    ]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("市民", 4, id="kanji weigh 2"),
        pytest.param("しろい", 6, id="hiragana weigh 2"),
        pytest.param("ｼﾛｲ", 6, id="half-width kana weigh 2 all the same"),
        pytest.param("ｶﾞ", 4, id="a half-width voiced sound mark counts by itself"),
        pytest.param("Shiroi", 6, id="Latin weighs 1"),
        pytest.param("Ｓ１", 4, id="full-width Latin and digits weigh 2"),
        pytest.param("…※→①・〜", 12, id="Japanese signs weigh 2"),
        pytest.param("—“”", 3, id="general punctuation weighs 1"),
        pytest.param("。\n。", 5, id="a line end weighs 1"),
        pytest.param("。\r\n。", 5, id="CRLF is one line end"),
        pytest.param("。\r。", 5, id="CR is a line end"),
        pytest.param("か\u3099", 2, id="decomposed kana are composed first"),
        pytest.param("e\u0301", 1, id="decomposed Latin is composed first"),
        pytest.param("😀", 2, id="an emoji weighs 2"),
        pytest.param("👨‍👩‍👧‍👦", 2, id="a family joined by ZWJ is one emoji"),
        pytest.param("👨‍👩", 5, id="a joined pair that is no emoji counts by its parts"),
        pytest.param("🇯🇵", 2, id="a flag is one emoji"),
        pytest.param("🇯🇵🇺🇦", 4, id="two flags are two emoji"),
        pytest.param("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2, id="a flag of tags is one emoji"),
        pytest.param("1️⃣", 2, id="a keycap is one emoji"),
        pytest.param("1⃣", 2, id="a keycap without variation selector too"),
        pytest.param("1", 1, id="its digit alone is none"),
        pytest.param("👍🏽", 2, id="a skin tone belongs to its emoji"),
        pytest.param("❤️‍🔥", 2, id="an emoji of 2020 weighs 2"),
        pytest.param("🫠🫨🫩", 6, id="emoji of 2021, 2022 and 2024 weigh 2"),
        pytest.param("☎️", 2, id="a sign shown as an emoji weighs 2"),
        pytest.param("©", 2, id="the copyright sign is an emoji to X"),
        pytest.param(
            "https://www.city.example.lg.jp/bosai/kunren.html?id=1#top",
            23,
            id="long link",
        ),
        pytest.param("http://x.jp", 23, id="a link shorter than 23 weighs 23 too"),
        pytest.param("https://example.jp/\nhttps://example.jp/", 47, id="two links"),
        pytest.param("詳細https://example.jp/aをご覧ください", 41, id="Japanese touching a link"),
        pytest.param("（https://example.jp/a）。", 29, id="full-width brackets around a link"),
        pytest.param("https://日本語.jp/", 23, id="a Japanese domain"),
        pytest.param("example.jp", 23, id="a domain without scheme is a link"),
        pytest.param("kensyu.docx", 11, id="a file name is none"),
        pytest.param("#9110", 5, id="a telephone number"),
        pytest.param("【防災】1️⃣番 @shiroi https://a.jp 👍🏽\r\n#白井市", 55, id="a mixture"),
        *conformance_counts("weightedLength"),
    ],
)
def test_weighs_text_as_x_does(text: str, weight: int) -> None:
    assert count(text).weight == weight


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        pytest.param("", False, id="nothing to post"),
        pytest.param("あ" * 140, True, id="140 full-width characters fit"),
        pytest.param("あ" * 140 + "a", False, id="half a character more does not"),
        pytest.param("a" * 280, True, id="280 Latin letters fit"),
        pytest.param("市\ufeff民", False, id="a byte order mark is refused"),
        pytest.param("市\uffff民", False, id="a noncharacter is refused"),
        *conformance_counts("valid"),
    ],
)
def test_tells_whether_x_would_take_the_text(text: str, valid: bool) -> None:
    assert count(text).valid is valid


@pytest.mark.parametrize(
    ("weight", "used", "remaining", "over"),
    [
        (0, 0, 140, 0),
        (256, 128, 12, 0),
        (257, 129, 11, 0),
        (279, 140, 0, 0),
        (280, 140, 0, 0),
        (281, 141, 0, 1),
        (286, 143, 0, 3),
        (287, 144, 0, 4),
    ],
)
def test_full_width_figures_never_promise_too_much(
    weight: int, used: int, remaining: int, over: int
) -> None:
    counted = Count(weight=weight, valid=True)
    assert counted.full_width == used
    assert counted.remaining_full_width == remaining
    assert counted.over_full_width == over


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("詳細はhttps://example.jp/aです", ["https://example.jp/a"]),
        ("https://example.jp/a。続き", ["https://example.jp/a"]),
        ("「https://example.jp/a(b)」", ["https://example.jp/a(b)"]),
        ("https://example.jp/a.", ["https://example.jp/a"]),
        ("https://example.jp:8443/?q=1&r=2", ["https://example.jp:8443/?q=1&r=2"]),
        ("HTTPS://Example.JP/A", ["HTTPS://Example.JP/A"]),
        ("https://日本語.jp/", ["https://日本語.jp/"]),
        ("https://example.みんな/", ["https://example.みんな/"]),
        ("。example.com。", ["example.com"]),
        ("詳細.example.com", ["example.com"]),
        ("URLhttps://example.jp/", []),
        ("https://localhost/", []),
        ("hisyo@city.example.lg.jp", []),
        ("@example.jp #example.jp $example.jp", []),
        ("https://-example.jp/", []),
        (f"https://{'a' * 64}.jp/", []),
        (f"https://{'あ' * 64}.jp/", []),
        ("https://t.co/abc-def", ["https://t.co/abc"]),
        (f"https://t.co/{'a' * 41}", []),
        ("https://example.jp/" + "a" * 4077, ["https://example.jp/" + "a" * 4077]),
        ("https://example.jp/" + "a" * 4078, []),
        *conformance("extract.yml", "urls", "tco_urls_with_params"),
        *conformance("tlds.yml", "country", "generic"),
    ],
)
def test_finds_the_links_x_would_make(text: str, expected: list[str]) -> None:
    assert [url.text for url in urls(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("👨‍👩‍👧‍👦 http://a.jp", [("http://a.jp", 8, 19)]),
        ("a.jp\r\nか\u3099a.jp", [("a.jp", 0, 4), ("a.jp", 8, 12)]),
        *conformance_places("urls_with_indices", "url"),
        *conformance_places("urls_with_directional_markers", "url"),
    ],
)
def test_places_links_by_code_points_of_the_text_as_given(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert [(url.text, url.start, url.end) for url in urls(text)] == expected


def test_names_only_the_links_that_lack_a_scheme() -> None:
    found = scheme_less_domains("HTTPS://a.jp/ と example.com/b と http://c.jp")
    assert [url.text for url in found] == ["example.com/b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#白井市 #防災の日", ["白井市", "防災の日"]),
        ("＃全角", ["全角"]),
        ("訓練です。#防災", ["防災"]),
        ("訓練です#防災", []),
        ("#9110", []),
        ("#119の日", ["119の日"]),
        ("#梨・ぶどう", ["梨・ぶどう"]),
        ("#防災、#減災", ["防災", "減災"]),
        ("#防災#減災", []),
        ("#️⃣ダイヤル", []),
        ("❤️#防災", ["防災"]),
        ("https://example.jp/#bosai", []),
        ("R&D&#35;", []),
        *conformance("extract.yml", "hashtags", "hashtags_from_astral"),
    ],
)
def test_finds_hashtags(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in hashtags(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("😀 #防災 ＃減災", [("防災", 2, 5), ("減災", 6, 9)]),
        *conformance_places("hashtags_with_indices", "hashtag"),
    ],
)
def test_places_hashtags_with_their_sign(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [(tag.name, tag.start, tag.end) for tag in hashtags(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@shiroi_cityさん", ["shiroi_city"]),
        ("詳細は＠shiroi", ["shiroi"]),
        ("hisyo@city.example.lg.jp", []),
        ("https://video.example.com/@shiroi", []),
        *conformance("extract.yml", "mentions"),
    ],
)
def test_finds_mentions(text: str, expected: list[str]) -> None:
    assert [tag.name for tag in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市民の@shiroiさん", [("shiroi", 3, 10)]),
        *conformance_places("mentions_with_indices", "screen_name"),
    ],
)
def test_places_mentions_with_their_sign(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert [(tag.name, tag.start, tag.end) for tag in mentions(text)] == expected


PIECES = [
    *"市のかがＡａé1#@.-_/:。、（）\n\r\u3099\u0301\u200d\ufe0f 　",
    *[
        "👨‍👩‍👧‍👦",
        "1️⃣",
        "🇯🇵",
        "❤️‍🔥",
        "https://",
        "example.com",
        "https://日本語.jp/あ",
        "#防災",
    ],
]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=80)


@given(texts)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(texts)
def test_line_ends_and_composition_do_not_change_the_count(text: str) -> None:
    expected = count(text)
    assert count(unicodedata.normalize("NFD", text)) == expected
    assert count(normalize(text).replace("\n", "\r\n")) == expected


@given(texts, texts)
def test_two_paragraphs_weigh_their_sum_and_the_line_end(first: str, second: str) -> None:
    first = normalize(first)
    assert count(f"{first}\n{second}").weight == count(first).weight + 1 + count(second).weight


@given(texts)
def test_what_is_found_stands_where_it_says(text: str) -> None:
    for url in urls(text):
        assert text[url.start : url.end] == url.text
    for tag in hashtags(text) + mentions(text):
        assert text[tag.start : tag.end] == tag.text
