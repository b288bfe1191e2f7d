"""確認事項の回答 (ガイドライン3(6)): what a person declares with an act, and what it lacks.

Pure: the callers read the checklist and the findings inside the row lock and pass them in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.utils.translation import gettext as _

from posts.checks.concern import Concern

# A warning is passed by with a written reason; this is the shortest that says anything.
MIN_REASON = 5


@dataclass(frozen=True)
class Item:
    """One question of the checklist, with the city's own words to look out for."""

    key: str
    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """The number of the checklist that was answered, the keys of the items declared
    「該当なし」, and why each warning is passed by, by the code of its finding."""

    checklist: int
    cleared: frozenset[str]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def none_apply(
        cls, number: int, items: Iterable[Item], concerns: Iterable[Concern], because: str
    ) -> Self:
        """すべて該当なし, with one reason for every warning."""
        reasons = {concern.code: because for concern in concerns}
        return cls(number, frozenset(item.key for item in items), reasons)

    def reason(self, code: str) -> str:
        return self.reasons.get(code, "").strip()


@dataclass(frozen=True)
class Lack:
    """What is missing, by the name of its form field."""

    field: str
    message: str


class NotDeclared(Exception):
    """The declaration is incomplete; nothing has been written."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__("; ".join(lack.message for lack in lacks))
        self.lacks = lacks


def lacks(
    answers: Answers, number: int, items: Iterable[Item], concerns: Iterable[Concern]
) -> list[Lack]:
    """What keeps these answers to checklist ``number`` from standing; empty when nothing does."""
    return [*_unanswered(answers, number, items), *_unexplained(answers, concerns)]


def _unanswered(answers: Answers, number: int, items: Iterable[Item]) -> Iterator[Lack]:
    if answers.checklist != number:
        yield Lack(
            "checklist", _("The checklist has changed meanwhile. Read it again, and answer.")
        )
    for item in items:
        if item.key not in answers.cleared:
            message = _("Check whether this applies, and mark it. If it does, mend the text.")
            yield Lack(f"item_{item.key}", message)


def _unexplained(answers: Answers, concerns: Iterable[Concern]) -> Iterator[Lack]:
    for concern in concerns:
        if concern.blocks:
            message = _("This cannot be passed by. It has to be mended in the text.")
            yield Lack(f"reason_{concern.code}", message)
        elif len(answers.reason(concern.code)) < MIN_REASON:
            message = _("Write in at least %(least)s characters why this is all right.")
            yield Lack(f"reason_{concern.code}", message % {"least": MIN_REASON})
