"""The sections asked to concur, as they stand to the current revision in this round."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from accounts.models import Section, User, positions_with, seats_of, within_reach
from accounts.seats import Seat
from approvals.models.talk import Concurrence, ConcurrenceAnswer
from posts.models import Post

# The power over a section that lets a position answer for it.
DECIDING = "decide_request"


@dataclass(frozen=True)
class Asked:
    """A section that is asked, and its answer when it has given one."""

    concurrence: Concurrence
    answer: ConcurrenceAnswer | None

    @property
    def state(self) -> str:
        if self.answer is None:
            return "waiting"
        return "agreed" if self.answer.agreed else "objected"


def asked_sections(post: Post) -> list[Asked]:
    """Every section that is asked now, in the order of asking; two queries.

    Also one that has answered before it was no longer asked: an objection stays (policy).
    """
    asked = Concurrence.objects.filter(post=post).select_related("section")
    answers = ConcurrenceAnswer.objects.filter(
        concurrence__post=post, revision=post.revision, round=post.round
    )
    given = {answer.concurrence_id: answer for answer in answers}
    return [
        Asked(each, given.get(each.pk))
        for each in asked
        if each.withdrawn_at is None or each.pk in given
    ]


def unanswered(post: Post) -> list[Concurrence]:
    """The sections whose answer is still awaited."""
    return [asked.concurrence for asked in asked_sections(post) if asked.answer is None]


def answering_seat(user: User, concurrence: Concurrence) -> Seat | None:
    """The position in which this person may answer for the asked section, their own first."""
    deciding = positions_with(concurrence.section, DECIDING)
    seats = seats_of(user, timezone.localdate())
    return next((seat for seat in seats if seat.key in deciding), None)


def answerable_by(user: User) -> models.QuerySet[Concurrence]:
    """The askings that this person may answer; answered or not."""
    seats = seats_of(user, timezone.localdate())
    sections = within_reach(seats, [DECIDING], Section)
    return Concurrence.objects.filter(withdrawn_at=None, section__in=sections)
