"""The words that the checks know, as data. The city adds its own with each version of the
checklist; these come with the system."""

from __future__ import annotations

from posts.checks.words.conduct import CRIME, INDECENT, INSULTS, SLURS
from posts.checks.words.excuses import CAUTION, DENIAL
from posts.checks.words.kind import Words
from posts.checks.words.politics import PARTISAN, POLITICS
from posts.checks.words.rights import RIGHTS
from posts.checks.words.rumours import HEARSAY, RUMOURS, SOURCE
from posts.checks.words.secrecy import EMBARGOED, SECRETS, SECURITY, UNANNOUNCED

LISTS = (INSULTS, SLURS, POLITICS, CRIME, SECRETS, RIGHTS, SECURITY, UNANNOUNCED, RUMOURS, INDECENT)

__all__ = [
    "CAUTION",
    "DENIAL",
    "EMBARGOED",
    "HEARSAY",
    "LISTS",
    "PARTISAN",
    "SOURCE",
    "Words",
]
