from __future__ import annotations

from accounts.models.appointment import Appointment, CalendarTurn
from accounts.models.deputy import Deputy
from accounts.models.section import Section
from accounts.models.user import User

__all__ = ["Appointment", "CalendarTurn", "Deputy", "Section", "User"]
