"""In which of their positions a person acts: asked only when more than one allows the act."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.seats import Seat
from approvals.models import standing_of
from audit.log import Signature
from posts.models import Post
from posts.workflow import NotPermitted


class SeatNotNamed(Exception):
    """Several positions allow this act, and the person has not said in which they act."""

    def __init__(self, seats: tuple[Seat, ...]) -> None:
        super().__init__(", ".join(seat.key for seat in seats))
        self.seats = seats


def choose(seats: tuple[Seat, ...], named: str) -> Seat:
    """The seat named, or the only one there is.

    Raises ``NotPermitted`` when the one named is not among them, ``SeatNotNamed`` when there
    is a choice and none is named.
    """
    if named:
        for seat in seats:
            if seat.key == named:
                return seat
        raise NotPermitted(_("You do not hold this position, or it does not include this act."))
    if len(seats) > 1:
        raise SeatNotNamed(seats)
    return seats[0]


def seat_facts(seat: Seat) -> dict[str, object]:
    """What the trail keeps of a seat beside the signature."""
    facts: dict[str, object] = {"seat": seat.key}
    if seat.is_deputy:
        facts["absence"] = seat.absence
    return facts


def pr_seat(actor: User, post: Post, named: str = "") -> Seat:
    """The seat in the section that runs the channel. Raises ``NotPermitted`` without one."""
    seats = standing_of(actor, post).pr_seats
    if not seats:
        raise NotPermitted(_("Only the section that runs the channel may do this."))
    return choose(seats, named)


def require_pr(actor: User, post: Post) -> Signature:
    """Raise ``NotPermitted`` unless the person works for the section that runs the channel.

    Gives back how they sign there, in their first position.
    """
    seats = standing_of(actor, post).pr_seats
    if not seats:
        raise NotPermitted(_("Only the section that runs the channel may do this."))
    return actor.signature_in(seats[0])
