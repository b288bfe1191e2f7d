"""What changed between two wordings, readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.diff import LONGEST, Kind, Piece, diff, units


def marked(old: str, new: str) -> str:
    """The diff on one line: what went in [-…-], what came in {+…+}."""
    marks = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.NEW: "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in diff(old, new))


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("11月25日(水)11時", "11月26日(木)11時", "11月[-25日(水-]{+26日(木+})11時"),
        ("会場は市役所です。", "会場は文化会館です。", "会場は[-市役所-]{+文化会館+}です。"),
        ("防災訓練", "総合防災訓練", "{+総合+}防災訓練"),
        ("中止します。", "中止。", "中止[-します-]。"),
        ("同じ", "同じ", "同じ"),
        ("", "はじめ", "{+はじめ+}"),
        ("おわり", "", "[-おわり-]"),
        ("", "", ""),
        ("１２３円", "１２４円", "[-１２３-]{+１２４+}円"),
        ("https://a.jp/Old", "https://a.jp/New", "https://a.jp/[-Old-]{+New+}"),
    ],
)
def test_a_change_is_shown_by_character_and_numbers_and_words_whole(
    old: str, new: str, seen: str
) -> None:
    assert marked(old, new) == seen


def test_a_tiny_island_between_two_changes_is_no_anchor() -> None:
    assert marked("梨の花まつり", "桃の実まつり") == "[-梨の花-]{+桃の実+}まつり"


def test_lines_stay_lines() -> None:
    assert marked("一行目\n二行目", "一番目\n二番目") == "一[-行-]{+番+}目\n二[-行-]{+番+}目"


@pytest.mark.parametrize("sign", ["👨‍👩‍👧", "が", "ﾊﾟ", "👍🏽", "❤️"])
def test_a_sign_of_several_characters_is_not_torn(sign: str) -> None:
    assert units(f"a{sign}b") == ["a", sign, "b"]


def test_texts_too_long_to_compare_are_gone_and_new_as_a_whole() -> None:
    old, new = "あ" * (LONGEST + 1), "あ" * LONGEST
    assert diff(old, new) == (Piece(Kind.GONE, old), Piece(Kind.NEW, new))
    assert diff(old, old) == (Piece(Kind.SAME, old),)


# Few letters, so that the two texts have something in common.
TEXTS = st.text(alphabet="梨花の日1\n。👍\u0301", max_size=40)


@given(TEXTS, TEXTS)
def test_the_pieces_spell_both_texts(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(p.text for p in pieces if p.kind != Kind.NEW) == old
    assert "".join(p.text for p in pieces if p.kind != Kind.GONE) == new
    assert all(piece.text for piece in pieces)
