"""What people do with the way out, one verb each."""

from __future__ import annotations

from publishing.actions.channel import set_credential, set_mode, set_reading
from publishing.actions.findings import acknowledge
from publishing.actions.hand import confirm_gone, record_by_hand
from publishing.actions.outcome import resolve_absent, resolve_posted, retry
from publishing.actions.removal import order_removal
from publishing.actions.stop import halt, halt_all, resume, resume_all

__all__ = [
    "acknowledge",
    "confirm_gone",
    "halt",
    "halt_all",
    "order_removal",
    "record_by_hand",
    "resolve_absent",
    "resolve_posted",
    "resume",
    "resume_all",
    "retry",
    "set_credential",
    "set_mode",
    "set_reading",
]
