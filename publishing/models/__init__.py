"""What the worker needs to speak, what it did, and what was found on X."""

from __future__ import annotations

from publishing.models.attempt import LOST_AFTER, Attempt, snowflake_time
from publishing.models.credential import Credential, Keys
from publishing.models.finding import Finding
from publishing.models.halt import Halt

__all__ = ["LOST_AFTER", "Attempt", "Credential", "Finding", "Halt", "Keys", "snowflake_time"]
