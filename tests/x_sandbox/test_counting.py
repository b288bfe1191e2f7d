"""X's weighted length, and what counts as a link."""

from __future__ import annotations

import pytest

from x_sandbox import counting, urls


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("abc", 3),
        ("梨", 2),
        ("ｶ", 2),
        ("—“”", 3),
        ("※…・〜", 8),
        ("一行目\r\n二行目", 13),
        ("か\u3099", 2),
        ("😀", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇯🇵", 2),
        ("1️⃣", 2),
        ("❤️", 2),
        ("https://example.com/" + "a" * 200, 23),
        ("見てhttps://example.jp/防災", 4 + 23 + 4),
        ("example.com", 23),
        ("example.invalid", 15),
    ],
)
def test_weighted_length(text: str, units: int) -> None:
    assert counting.weighted_length(text) == units


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("詳細はhttps://a.jp/b(c)です。", ["https://a.jp/b(c)"]),
        ("https://a.jp/b。", ["https://a.jp/b"]),
        ("（https://a.jp/b）", ["https://a.jp/b"]),
        ("https://a.jp/b?c=d&e=f#g!", ["https://a.jp/b?c=d&e=f#g"]),
        ("https://梨.jp/b", ["https://梨.jp/b"]),
        ("詳しくはcity.example.jp/bへ、または b.comで", ["city.example.jp/b", "b.com"]),
        ("info@city.example.jp", []),
        ("#example.com @example.com", []),
        ("http://localhost/ 第3.5版 v1.2", []),
        ("https://a.jp/x https://a.jp/x", ["https://a.jp/x", "https://a.jp/x"]),
    ],
)
def test_links_are_found_in_japanese_text(text: str, links: list[str]) -> None:
    assert [text[span.start : span.end] for span in urls.find(text)] == links
