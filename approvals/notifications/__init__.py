"""Who is told what, and when: notices are rows, mails are what becomes of them.

The trail is the hand-over. Every act leaves exactly one event, in its own transaction and in
one order without a gap (docs/adr/0006), so whoever reads on from the last number misses no act
and tells of none that was rolled back; no action has to know that somebody is told.
"""

from __future__ import annotations

from approvals.notifications.owed import tell_what_is_owed
from approvals.notifications.post_office import send
from approvals.notifications.telling import tell
from approvals.notifications.waiting import escalate, look_at_deadlines

__all__ = ["escalate", "look_at_deadlines", "send", "tell", "tell_what_is_owed"]
