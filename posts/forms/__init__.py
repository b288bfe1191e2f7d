from __future__ import annotations

from posts.forms.reason import ReasonForm
from posts.forms.request import RequestForm

__all__ = ["ReasonForm", "RequestForm"]
