"""The approval rule of ガイドライン2(3)②③④, as pure functions over plain values.

No queries here: the callers read the rows inside the row lock and pass them in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.seats import Seat
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
    # 代決: given in the place of somebody who is away.
    by_deputy: bool = False
    # Given before a section objected, so not in the knowledge of it.
    before_objection: bool = False


@dataclass(frozen=True)
class Place:
    """One of a person's positions before one post: what it allows here."""

    seat: Seat
    may_decide_request: bool = False
    may_confirm: bool = False
    may_decide_post: bool = False


@dataclass(frozen=True)
class Standing:
    """A person in front of one post: who they are and the positions they may act in."""

    person: int
    places: tuple[Place, ...] = ()

    @property
    def may_decide_request(self) -> bool:
        return any(place.may_decide_request for place in self.places)

    @property
    def may_confirm(self) -> bool:
        return any(place.may_confirm for place in self.places)

    @property
    def may_decide_post(self) -> bool:
        return any(place.may_decide_post for place in self.places)

    @property
    def pr_seats(self) -> tuple[Seat, ...]:
        """The positions of the section that runs the channel."""
        return tuple(p.seat for p in self.places if p.may_confirm or p.may_decide_post)


@dataclass(frozen=True)
class Case:
    """A post as the rule sees it: its status, everyone who wrote it, the votes so far."""

    status: str
    authors: frozenset[int]
    votes: tuple[Vote, ...] = field(default=())
    # 返信 (2(3)④).
    is_reply: bool = False
    # 合議: how many sections have not answered this revision in this round, and whether one
    # of those that have objected.
    unanswered: int = 0
    objected: bool = False

    @property
    def stage(self) -> Stage | None:
        return STAGE_OF.get(self.status)


def refusal(verdict: Verdict, who: Standing, case: Case) -> str:
    """Why this person may not give this verdict here; an empty string when they may.

    Whoever drafted the text or edited it never counts, and nobody acts twice in a round,
    in whichever of their positions. Sending back and rejecting are open to everyone who may
    act at the stage.
    """
    if case.stage is None:
        return _("This case is not waiting for a decision or a check.")
    allowed = [p.seat for p in who.places if _position_allows(verdict, p, case.stage)]
    if not allowed:
        return _("Your position does not include this act.")
    if who.person in case.authors:
        return _("You drafted or edited this text, so somebody else has to look at it.")
    if any(vote.person == who.person for vote in case.votes):
        return _("You have already acted on this case.")
    if seats_for(verdict, who, case):
        return ""
    return _no_deputy(allowed, case)


def seats_for(verdict: Verdict, who: Standing, case: Case) -> tuple[Seat, ...]:
    """The positions in which this person may give this verdict here, their own first."""
    if case.stage is None:
        return ()
    return tuple(
        place.seat
        for place in who.places
        if _position_allows(verdict, place, case.stage)
        and not place.seat.principals & case.authors
        and not (_settles_dispute(verdict, case) and place.seat.is_deputy)
    )


def stage_complete(stage: Stage, case: Case, rule: Rule) -> bool:
    """Whether the votes suffice for this stage.

    The requesting stage takes the chief's decision. The PR stage takes the PR chief's decision
    or at least ``rule.min_confirmations`` different people, none of them an author; both where
    the rule says so. It is not complete while a section asked to concur has not answered.
    A reply always takes the chief's decision; after an objection it has to be the chief's own,
    given in the knowledge of it (合議不調は代決できない).
    """
    votes = [vote for vote in case.votes if vote.stage == stage and vote.person not in case.authors]
    decisions = [vote for vote in votes if vote.verdict == Verdict.DECIDE]
    if stage == Stage.CHIEF:
        return bool(decisions)
    if case.unanswered:
        return False
    if case.objected:
        decisions = [v for v in decisions if not (v.by_deputy or v.before_objection)]
    decided, checked = bool(decisions), len(confirmers(votes)) >= rule.min_confirmations
    if not rule.chief_alternative:
        return decided and checked
    if case.is_reply or case.objected:
        return decided
    return decided or checked


def confirmers(votes: Iterable[Vote]) -> frozenset[int]:
    """The different people who have checked."""
    return frozenset(vote.person for vote in votes if vote.verdict == Verdict.CONFIRM)


def _no_deputy(seats: Iterable[Seat], case: Case) -> str:
    """Why nobody decides this in the place of whoever is away."""
    if all(seat.principals & case.authors for seat in seats):
        return _("Whoever you stand in for wrote this text: it cannot be decided for them.")
    return _("A section has objected: only the chief decides this in person, no deputy.")


def _settles_dispute(verdict: Verdict, case: Case) -> bool:
    return verdict == Verdict.DECIDE and case.stage == Stage.PR and case.objected


def _position_allows(verdict: Verdict, place: Place, stage: Stage) -> bool:
    if stage == Stage.CHIEF:
        return verdict not in {Verdict.CONFIRM, Verdict.HOLD} and place.may_decide_request
    if verdict == Verdict.CONFIRM:
        # A chief decides; the two who check are staff, and they check in person.
        return place.may_confirm and not place.seat.is_deputy
    if verdict == Verdict.DECIDE:
        return place.may_decide_post
    return place.may_confirm or place.may_decide_post
