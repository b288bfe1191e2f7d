"""The columns of an export that people read, in the language of whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit import wareki
from audit.events import Act
from audit.models import Event
from audit.sentences import changes, sentence

Row = list[int | str]

COLUMNS: tuple[tuple[Promise, Callable[[Event], int | str]], ...] = (
    (_("No."), lambda e: e.seq),
    (_("When (ISO 8601)"), lambda e: timezone.localtime(e.occurred_at).isoformat("T", "seconds")),
    (_("When (Japanese era)"), lambda e: wareki.in_japanese(e.occurred_at)),
    (_("Section"), lambda e: e.actor_section),
    (_("Job title"), lambda e: e.actor_title),
    (_("Person"), lambda e: e.actor_name),
    (_("Staff number"), lambda e: e.actor_number),
    (_("On behalf of"), lambda e: e.on_behalf_of),
    (_("Act"), lambda e: str(Act(e.act).label)),
    (_("Post number"), lambda e: e.subject_label.partition(" ")[0] if _is_post(e) else ""),
    (_("About"), lambda e: e.subject_label),
    (_("What changed"), lambda e: "\n".join(map(str, changes(e)))),
    (_("Reason"), lambda e: e.reason),
    (_("Who did what"), lambda e: str(sentence(e))),
    (_("Content code"), lambda e: e.digest),
    (_("IP address"), lambda e: e.ip),
    (_("Session"), lambda e: e.session),
    (_("Seal"), lambda e: e.seal),
)


def headings() -> Row:
    return [str(heading) for heading, _cell in COLUMNS]


def rows(events: Iterable[Event]) -> Iterator[Row]:
    return ([cell(event) for _heading, cell in COLUMNS] for event in events)


def _is_post(event: Event) -> bool:
    return event.subject_kind == "post"
