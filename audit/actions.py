"""Reading and exporting the trail are acts, and stand in it like every other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, MutableMapping
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.events import Act
from audit.log import Signature, Subject, record

# One look lasts so long; then the same search counts as another.
LOOK_LASTS = dt.timedelta(minutes=30)
LOOK = "trail_look"


class Reader(Protocol):
    """What this room knows of a person: how they sign."""

    def signature(self) -> Signature: ...


def look(
    asked: Mapping[str, str],
    *,
    reader: Reader,
    session: MutableMapping[str, Any],
    now: dt.datetime,
) -> bool:
    """Record that somebody reads the trail through this filter; True when it was recorded.

    One event for one search: turning its pages, or loading it again, within half an hour of
    the same session is the same look. The session tells, not the address: whoever opens a later
    page at once is recorded like whoever starts at the first.
    """
    last = session.get(LOOK, {})
    if last.get("asked") == asked and now < dt.datetime.fromisoformat(last["until"]):
        return False
    with transaction.atomic():
        record(
            Act.TRAIL_VIEWED,
            actor=reader.signature(),
            subject=_subject(),
            detail={"filter": dict(asked)},
        )
    session[LOOK] = {"asked": dict(asked), "until": (now + LOOK_LASTS).isoformat()}
    return True


def export(
    asked: Mapping[str, str], *, actor: Signature, kind: str, count: int, newest: int
) -> None:
    """Record an export before its first byte leaves: what of the trail, in which format."""
    facts = {"format": kind, "count": count, "newest": newest, "filter": dict(asked)}
    with transaction.atomic():
        record(Act.TRAIL_EXPORTED, actor=actor, subject=_subject(), detail=facts)


def _subject() -> Subject:
    # In the city's language, whichever the reader's is.
    with translation.override(settings.LANGUAGE_CODE):
        return Subject("trail", "trail", _("Audit trail"))
