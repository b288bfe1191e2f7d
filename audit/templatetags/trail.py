"""The parts of a page that tell who did what and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext, gettext_lazy, pgettext

from audit.events import Act
from audit.models import Event

register = template.Library()


@dataclass(frozen=True)
class Item:
    """One line of the box: what, by whom, when; without a time it has not happened yet."""

    name: str
    who: str = ""
    when: dt.datetime | None = None


@register.inclusion_tag("audit/_who_when.html")
def who_when(kind: str, code: object) -> dict[str, Any]:
    """誰が・いつ (ガイドライン2(3)②): the acts of the last round, and the post itself."""
    events = list(Event.objects.about(kind, str(code)))
    submitted = max((i for i, e in enumerate(events) if e.act == Act.SUBMITTED), default=0)
    items = [_item(e) for e in events[:1] if submitted]
    items += [_item(e) for e in events[submitted:] if e.act in STEPS]
    ends = [e for e in events if _ends(e)]
    items += map(_item, ends)
    if not ends:
        items.append(Item(pgettext("step", "Posted")))
    return {"items": items}


# The acts that carry a request forward; the others are in the history.
STEPS = {Act.DRAFTED, Act.SUBMITTED, Act.DECIDED, Act.CONFIRMED}
POSTING = {Act.PUBLISHED, Act.RECONCILED, Act.RESOLVED}
NAMES = {
    Act.DRAFTED: gettext_lazy("Draft"),
    Act.SUBMITTED: gettext_lazy("Submission"),
    Act.DECIDED: gettext_lazy("Decision"),
    Act.CONFIRMED: gettext_lazy("Check"),
    Act.REMOVED: gettext_lazy("Removal"),
}


def _ends(event: Event) -> bool:
    """Whether the post went out with this act, or came off again.

    An unclear outcome may also be settled as "not on X"; only the move itself tells.
    """
    reached = event.detail.get("status", [""])[-1]
    return event.act == Act.REMOVED or (event.act in POSTING and reached == "published")


def _item(event: Event) -> Item:
    who = " ".join(filter(None, (event.actor_section, event.actor_title, event.actor_name)))
    if event.on_behalf_of:
        # The worker acts by consent; a person, with a number, in somebody's place (代決).
        words = (
            gettext("%(who)s in place of %(whom)s")
            if event.actor_number
            else gettext("%(who)s by consent of %(whom)s")
        )
        who = words % {"who": who, "whom": event.on_behalf_of}
    name = NAMES.get(Act(event.act), pgettext("step", "Posted"))
    return Item(str(name), who, event.occurred_at)


@register.inclusion_tag("audit/_history.html")
def history(kind: str, code: object) -> dict[str, Any]:
    """Every event of one subject, oldest first."""
    return {"events": Event.objects.about(kind, str(code))}


@register.inclusion_tag("audit/_sentence.html")
def sentence(event: Event) -> dict[str, Any]:
    """One event in words, without its time."""
    return {"event": event, "act": Act(event.act).label}
