"""The acts of consent, one verb each."""

from __future__ import annotations

from approvals.actions.afterwards import acknowledge, inspect
from approvals.actions.course import hold, recall, release
from approvals.actions.follow import AlreadyFollowed, end_follow, record_follow
from approvals.actions.review import advance, confirm, decide, make_due, reject, send_back
from approvals.actions.seating import SeatNotNamed, require_pr
from approvals.actions.submission import submit
from approvals.actions.versions import items_after, may_lay_down, set_checklist, set_policy
from approvals.declaration import NotDeclared

__all__ = [
    "AlreadyFollowed",
    "NotDeclared",
    "SeatNotNamed",
    "acknowledge",
    "advance",
    "confirm",
    "decide",
    "end_follow",
    "hold",
    "inspect",
    "items_after",
    "make_due",
    "may_lay_down",
    "recall",
    "record_follow",
    "reject",
    "release",
    "require_pr",
    "send_back",
    "set_checklist",
    "set_policy",
    "submit",
]
