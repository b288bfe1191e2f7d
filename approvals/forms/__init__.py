"""Forms of consent and of what is laid down."""

from __future__ import annotations

from approvals.forms.acts import OpinionForm, SeatForm, StopForm
from approvals.forms.follow import EndFollowForm, FollowForm
from approvals.forms.notices import NoticesForm
from approvals.forms.talk import (
    AskForm,
    CirculateForm,
    CommentForm,
    ConcurForm,
    ObjectForm,
    WithdrawAskingForm,
)

__all__ = [
    "AskForm",
    "CirculateForm",
    "CommentForm",
    "ConcurForm",
    "EndFollowForm",
    "FollowForm",
    "NoticesForm",
    "ObjectForm",
    "OpinionForm",
    "SeatForm",
    "StopForm",
    "WithdrawAskingForm",
]
