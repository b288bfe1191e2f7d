from __future__ import annotations

from approvals.forms.acts import OpinionForm, SeatForm, StopForm

__all__ = ["OpinionForm", "SeatForm", "StopForm"]
