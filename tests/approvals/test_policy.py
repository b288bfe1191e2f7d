"""The approval rule of ガイドライン2(3)②③, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.seats import Seat
from approvals.events import Stage, Verdict
from approvals.policy import (
    Case,
    Place,
    Rule,
    Standing,
    Vote,
    confirmers,
    refusal,
    stage_complete,
)

AUTHOR, CHIEF, ONE, TWO, THREE = range(1, 6)
CONFIRM, DECIDE = Verdict.CONFIRM, Verdict.DECIDE


def case(*votes: tuple[int, Verdict], stage: Stage = Stage.PR, status: str = "pr_review") -> Case:
    return Case(status, frozenset({AUTHOR}), tuple(Vote(who, stage, what) for who, what in votes))


@pytest.mark.parametrize(
    ("votes", "complete"),
    [
        ([], False),
        ([(ONE, CONFIRM)], False),
        ([(ONE, CONFIRM), (ONE, CONFIRM)], False),
        ([(ONE, CONFIRM), (TWO, CONFIRM)], True),
        ([(ONE, CONFIRM), (TWO, CONFIRM), (THREE, CONFIRM)], True),
        ([(ONE, CONFIRM), (AUTHOR, CONFIRM)], False),
        ([(ONE, CONFIRM), (TWO, Verdict.SEND_BACK)], False),
        ([(ONE, CONFIRM), (TWO, Verdict.REJECT)], False),
        ([(ONE, CONFIRM), (TWO, Verdict.HOLD)], False),
        ([(CHIEF, DECIDE)], True),
        ([(AUTHOR, DECIDE)], False),
        ([(AUTHOR, DECIDE), (ONE, CONFIRM)], False),
    ],
)
def test_two_others_or_a_chief_complete_the_pr_stage(
    votes: list[tuple[int, Verdict]], complete: bool
) -> None:
    assert stage_complete(Stage.PR, case(*votes), Rule()) is complete


@pytest.mark.parametrize(
    ("votes", "complete"),
    [
        ([], False),
        ([(CHIEF, DECIDE)], True),
        ([(AUTHOR, DECIDE)], False),
        ([(ONE, CONFIRM), (TWO, CONFIRM)], False),
    ],
)
def test_only_a_chief_completes_the_requesting_stage(
    votes: list[tuple[int, Verdict]], complete: bool
) -> None:
    assert stage_complete(Stage.CHIEF, case(*votes, stage=Stage.CHIEF), Rule()) is complete


def test_a_decision_of_the_requesting_chief_says_nothing_about_the_pr_stage() -> None:
    decided = case((CHIEF, DECIDE), stage=Stage.CHIEF)
    assert stage_complete(Stage.CHIEF, decided, Rule())
    assert not stage_complete(Stage.PR, decided, Rule())


@pytest.mark.parametrize("number", [1, 0, -1])
def test_the_rule_cannot_be_loosened_below_two(number: int) -> None:
    with pytest.raises(ValueError, match="at least two"):
        Rule(min_confirmations=number)


def test_the_rule_can_be_made_stricter() -> None:
    strict = Rule(min_confirmations=3)
    assert not stage_complete(Stage.PR, case((ONE, CONFIRM), (TWO, CONFIRM)), strict)
    three = case((ONE, CONFIRM), (TWO, CONFIRM), (THREE, CONFIRM))
    assert stage_complete(Stage.PR, three, strict)


PEOPLE = st.integers(1, 5)
VOTES = st.lists(st.builds(Vote, PEOPLE, st.sampled_from(Stage), st.sampled_from(Verdict)))
CASES = st.builds(Case, st.just("pr_review"), st.frozensets(PEOPLE, max_size=3), VOTES.map(tuple))


@given(CASES, st.integers(2, 4))
def test_no_post_is_ever_complete_with_fewer_than_two_others_unless_a_chief_decided(
    found: Case, needed: int
) -> None:
    here = [v for v in found.votes if v.stage == Stage.PR and v.person not in found.authors]
    checked = {v.person for v in here if v.verdict == CONFIRM}
    decided = any(v.verdict == DECIDE for v in here)
    complete = stage_complete(Stage.PR, found, Rule(needed))
    assert complete == (decided or len(checked) >= needed)
    if complete and not decided:
        assert len(checked) >= 2


@given(CASES, PEOPLE)
def test_becoming_an_author_never_completes_a_case(found: Case, person: int) -> None:
    edited = Case(found.status, found.authors | {person}, found.votes)
    if stage_complete(Stage.PR, edited, Rule()):
        assert stage_complete(Stage.PR, found, Rule())


@given(VOTES)
def test_a_person_is_one_confirmer_however_often_they_act(votes: list[Vote]) -> None:
    assert confirmers(votes) == confirmers(votes * 3)


DESK = Seat("miryoku", "staff", "主査", "しろいの魅力発信課")


def standing(person: int, *seats: Seat, **powers: bool) -> Standing:
    return Standing(person, tuple(Place(seat, **powers) for seat in seats or (DESK,)))


STAFF = standing(ONE, may_confirm=True)
PR_CHIEF = standing(CHIEF, may_decide_post=True)
REQUESTING_CHIEF = standing(TWO, may_decide_request=True)
NOBODY = Standing(THREE)
ALL_POWERS = {"may_decide_request": True, "may_confirm": True, "may_decide_post": True}


@pytest.mark.parametrize(
    ("status", "who", "allowed"),
    [
        ("chief_review", REQUESTING_CHIEF, {"decide", "send_back", "reject"}),
        ("chief_review", STAFF, set()),
        ("chief_review", PR_CHIEF, set()),
        ("chief_review", NOBODY, set()),
        ("pr_review", STAFF, {"confirm", "send_back", "reject", "hold"}),
        ("pr_review", PR_CHIEF, {"decide", "send_back", "reject", "hold"}),
        ("pr_review", REQUESTING_CHIEF, set()),
        ("pr_review", NOBODY, set()),
        ("draft", standing(THREE, **ALL_POWERS), set()),
        ("scheduled", standing(THREE, **ALL_POWERS), set()),
        ("published", standing(THREE, **ALL_POWERS), set()),
    ],
)
def test_each_position_has_its_acts_at_each_stage(
    status: str, who: Standing, allowed: set[str]
) -> None:
    found = case(status=status)
    assert {str(verdict) for verdict in Verdict if not refusal(verdict, who, found)} == allowed


@pytest.mark.parametrize("status", ["chief_review", "pr_review"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_author_has_no_say_whatever_the_position(verdict: Verdict, status: str) -> None:
    assert refusal(verdict, standing(AUTHOR, **ALL_POWERS), case(status=status))


@pytest.mark.parametrize("earlier", [Stage.CHIEF, Stage.PR])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_nobody_acts_twice_in_a_round(verdict: Verdict, earlier: Stage) -> None:
    found = case((ONE, DECIDE), stage=earlier)
    assert refusal(verdict, standing(ONE, **ALL_POWERS), found)
