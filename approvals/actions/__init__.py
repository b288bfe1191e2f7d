"""The acts of consent, one verb each."""

from __future__ import annotations

from approvals.actions.afterwards import acknowledge, inspect
from approvals.actions.concurrence import (
    ask_concurrence,
    concur,
    may_ask,
    object_to,
    require_asker,
    withdraw_asking,
)
from approvals.actions.course import hold, recall, release
from approvals.actions.notices import choose_notices
from approvals.actions.review import advance, confirm, decide, make_due, reject, send_back
from approvals.actions.seating import SeatNotNamed, require_pr
from approvals.actions.submission import submit
from approvals.actions.talk import (
    NobodyThere,
    circulate,
    comment,
    mark_read,
    may_circulate,
    require_circulator,
)

__all__ = [
    "NobodyThere",
    "SeatNotNamed",
    "acknowledge",
    "advance",
    "ask_concurrence",
    "choose_notices",
    "circulate",
    "comment",
    "concur",
    "confirm",
    "decide",
    "hold",
    "inspect",
    "make_due",
    "mark_read",
    "may_ask",
    "may_circulate",
    "object_to",
    "recall",
    "reject",
    "release",
    "require_asker",
    "require_circulator",
    "require_pr",
    "send_back",
    "submit",
    "withdraw_asking",
]
