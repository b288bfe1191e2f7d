"""The approval rule of ガイドライン2(3)②③, as pure functions over plain values.

No queries here: the callers read the rows inside the row lock and pass them in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from approvals.events import Stage, Verdict

# ガイドライン2(3)②「2人以上の確認」. Section 5 may make the rule stricter, never looser.
LEAST_CONFIRMATIONS = 2

STAGE_OF = {"chief_review": Stage.CHIEF, "pr_review": Stage.PR}


@dataclass(frozen=True)
class Rule:
    """What the PR section's chief has laid down within the guideline's bounds."""

    min_confirmations: int = LEAST_CONFIRMATIONS
    # False: the checks and the chief's decision are both needed.
    chief_alternative: bool = True

    def __post_init__(self) -> None:
        if self.min_confirmations < LEAST_CONFIRMATIONS:
            raise ValueError("The guideline asks for at least two confirmations.")


@dataclass(frozen=True)
class Vote:
    """One person's act at one stage, on the current revision in the current round."""

    person: int
    stage: Stage
    verdict: Verdict


@dataclass(frozen=True)
class Standing:
    """A person in front of one post: who they are and what their positions allow here."""

    person: int
    may_decide_request: bool = False
    may_confirm: bool = False
    may_decide_post: bool = False


@dataclass(frozen=True)
class Case:
    """A post as the rule sees it: its status, everyone who wrote it, the votes so far."""

    status: str
    authors: frozenset[int]
    votes: tuple[Vote, ...] = field(default=())

    @property
    def stage(self) -> Stage | None:
        return STAGE_OF.get(self.status)


def refusal(verdict: Verdict, who: Standing, case: Case) -> str:
    """Why this person may not give this verdict here; an empty string when they may.

    Whoever drafted the text or edited it never counts, and nobody acts twice in a round.
    Sending back and rejecting are open to everyone who may act at the stage.
    """
    if case.stage is None:
        return _("This case is not waiting for a decision or a check.")
    if not _holds_position(verdict, who, case.stage):
        return _("Your position does not include this act.")
    if who.person in case.authors:
        return _("You drafted or edited this text, so somebody else has to look at it.")
    if any(vote.person == who.person for vote in case.votes):
        return _("You have already acted on this case.")
    return ""


def stage_complete(stage: Stage, case: Case, rule: Rule) -> bool:
    """Whether the votes suffice for this stage.

    The requesting stage takes the chief's decision. The PR stage takes the PR chief's decision
    or at least ``rule.min_confirmations`` different people, none of them an author.
    """
    votes = [vote for vote in case.votes if vote.stage == stage and vote.person not in case.authors]
    if any(vote.verdict == Verdict.DECIDE for vote in votes):
        return True
    return stage == Stage.PR and len(confirmers(votes)) >= rule.min_confirmations


def confirmers(votes: Iterable[Vote]) -> frozenset[int]:
    """The different people who have checked."""
    return frozenset(vote.person for vote in votes if vote.verdict == Verdict.CONFIRM)


def _holds_position(verdict: Verdict, who: Standing, stage: Stage) -> bool:
    if stage == Stage.CHIEF:
        return verdict not in {Verdict.CONFIRM, Verdict.HOLD} and who.may_decide_request
    if verdict == Verdict.CONFIRM:
        # A chief decides; the two who check are staff.
        return who.may_confirm
    if verdict == Verdict.DECIDE:
        return who.may_decide_post
    return who.may_confirm or who.may_decide_post
