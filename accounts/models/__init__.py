from __future__ import annotations

from accounts.models.appointment import Appointment, CalendarTurn
from accounts.models.deputy import Deputy
from accounts.models.holding import people_in, positions_with
from accounts.models.seating import (
    own_seats,
    positions_by_power,
    positions_over,
    powers_of,
    seats_of,
    within_reach,
)
from accounts.models.section import Section
from accounts.models.user import User

__all__ = [
    "Appointment",
    "CalendarTurn",
    "Deputy",
    "Section",
    "User",
    "own_seats",
    "people_in",
    "positions_by_power",
    "positions_over",
    "positions_with",
    "powers_of",
    "seats_of",
    "within_reach",
]
