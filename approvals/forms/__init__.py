"""Forms of consent and of what is laid down."""

from __future__ import annotations

from approvals.forms.acts import OpinionForm, SeatForm, StopForm
from approvals.forms.follow import EndFollowForm, FollowForm

__all__ = ["EndFollowForm", "FollowForm", "OpinionForm", "SeatForm", "StopForm"]
