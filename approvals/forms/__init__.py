from __future__ import annotations

from approvals.forms.acts import OpinionForm, SeatForm, StopForm
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
    "NoticesForm",
    "ObjectForm",
    "OpinionForm",
    "SeatForm",
    "StopForm",
    "WithdrawAskingForm",
]
