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
from approvals.actions.follow import AlreadyFollowed, end_follow, record_follow
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
from approvals.actions.versions import items_after, may_lay_down, set_checklist, set_policy
from approvals.declaration import NotDeclared

__all__ = [
    "AlreadyFollowed",
    "NobodyThere",
    "NotDeclared",
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
    "end_follow",
    "hold",
    "inspect",
    "items_after",
    "make_due",
    "mark_read",
    "may_ask",
    "may_circulate",
    "may_lay_down",
    "object_to",
    "recall",
    "record_follow",
    "reject",
    "release",
    "require_asker",
    "require_circulator",
    "require_pr",
    "send_back",
    "set_checklist",
    "set_policy",
    "submit",
    "withdraw_asking",
]
