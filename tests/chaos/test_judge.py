"""The judge of the drill sees every kind of wrong, and nothing wrong in what is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chaos.judge import Belief, Verdict, closing_line, judge
from tests.chaos.orders import drawn
from tests.stack.account import Seen

ALONE = Belief(
    key="K1",
    status="published",
    segments=("一つ",),
    images=1,
    ids=("11",),
    open_at=None,
    moving=False,
    trail_ids=("11",),
    trail_status="published",
    words="",
)
THREAD = replace(
    ALONE,
    key="K2",
    segments=("前", "後"),
    images=0,
    ids=("21", "22"),
    trail_ids=("21", "22"),
)
UNCERTAIN = replace(
    ALONE,
    status="uncertain",
    trail_status="uncertain",
    ids=("",),
    trail_ids=("",),
    open_at=0,
    words="HTTP 503",
)
FAILED = replace(UNCERTAIN, status="failed", trail_status="failed", open_at=None)
HALF = replace(
    THREAD,
    status="failed",
    trail_status="failed",
    ids=("21", ""),
    trail_ids=("21", ""),
    words="HTTP 403",
)
ON_X = Seen("11", "一つ", 1, "")
THREAD_ON_X = [Seen("21", "前", 0, ""), Seen("22", "後", 0, "21")]


def verdict(belief: Belief, *public: Seen) -> Verdict:
    (only,), strangers = judge([belief], public)
    assert strangers == []
    return only


@pytest.mark.parametrize(
    ("belief", "public"),
    [
        (ALONE, [ON_X]),
        (THREAD, THREAD_ON_X),
        (UNCERTAIN, []),
        (UNCERTAIN, [ON_X]),
        (FAILED, []),
        (HALF, THREAD_ON_X[:1]),
    ],
)
def test_what_agrees_is_sound(belief: Belief, public: list[Seen]) -> None:
    found = verdict(belief, *public)
    assert (found.sound, found.standing) == (True, belief.status)


def test_a_published_post_that_is_not_there_is_lost() -> None:
    assert verdict(ALONE).lost
    assert verdict(THREAD, THREAD_ON_X[0]).lost


def test_a_published_post_without_an_id_is_lost() -> None:
    assert verdict(replace(ALONE, ids=("",), trail_ids=("",))).lost


@pytest.mark.parametrize("belief", [ALONE, UNCERTAIN, FAILED])
def test_the_same_text_twice_is_doubled(belief: Belief) -> None:
    found = verdict(belief, ON_X, replace(ON_X, id="12"))
    assert found.doubled
    assert not found.sound


@pytest.mark.parametrize(
    ("belief", "public", "complaint"),
    [
        (ALONE, [replace(ON_X, id="12")], "said to be 11, X has 12"),
        (ALONE, [replace(ON_X, images=0)], "0 images, not 1"),
        (ALONE, [replace(ON_X, reply_to="5")], "answers '5'"),
        (FAILED, [ON_X], "said not to be on X, and is"),
        (HALF, THREAD_ON_X, "segment 1 is said not to be on X"),
        (THREAD, [THREAD_ON_X[0], replace(THREAD_ON_X[1], reply_to="")], "answers ''"),
        (replace(ALONE, trail_ids=("12",)), [ON_X], "the trail has"),
        (replace(ALONE, trail_status="publishing"), [ON_X], "the trail ends at publishing"),
        (replace(UNCERTAIN, words=""), [], "without a word"),
    ],
)
def test_a_contradiction_is_named(belief: Belief, public: list[Seen], complaint: str) -> None:
    found = verdict(belief, *public)
    assert any(complaint in said for said in found.complaints), found.complaints
    assert not found.sound


@pytest.mark.parametrize(
    "belief",
    [
        replace(UNCERTAIN, moving=True),
        replace(FAILED, status="publishing", trail_status="publishing"),
    ],
)
def test_what_moves_on_or_hangs_in_the_middle_is_stuck(belief: Belief) -> None:
    found = verdict(belief)
    assert found.stuck
    assert not found.sound


def test_what_nobody_approved_is_shown() -> None:
    stranger = Seen("99", "だれの", 0, "")
    assert judge([ALONE], [ON_X, stranger])[1] == [stranger]


def test_the_closing_line_counts_each_post_once() -> None:
    verdicts, _strangers = judge([ALONE, THREAD, FAILED], [ON_X])
    assert closing_line(4, verdicts[:2], "7") == (
        "chaos: 4 approved, 1 published once, 0 held, 0 uncertain, 0 failed; "
        "3 lost, 0 doubled, 0 stuck; seed 7"
    )


def test_the_same_seed_draws_the_same_orders() -> None:
    first = list(drawn("7", 300, 3))
    assert first == list(drawn("7", 300, 3))
    assert first != list(drawn("8", 300, 3))
    texts = [text for order in first for text in order.texts]
    assert len(texts) == len(set(texts))
    assert 10 < sum(len(order.texts) > 1 for order in first) < 60
    assert 30 < sum(bool(order.colours) for order in first) < 90
    assert {order.channel for order in first} == {0, 1, 2}
