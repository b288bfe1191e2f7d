"""The acts of consent, one verb each."""

from __future__ import annotations

from approvals.actions.review import (
    confirm,
    decide,
    hold,
    make_due,
    recall,
    reject,
    release,
    require_pr,
    send_back,
)

__all__ = [
    "confirm",
    "decide",
    "hold",
    "make_due",
    "recall",
    "reject",
    "release",
    "require_pr",
    "send_back",
]
