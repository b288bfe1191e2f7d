"""A kind of wording, as a pattern and the item of ガイドライン3(6) it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """``pattern`` is for plain text; ``unless``: what in the same sentence makes it harmless."""

    code: str
    item: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)
