"""The parts of a page that tell who did what and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext, gettext_lazy, pgettext

from audit import sentences
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
def who_when(kind: str, code: object, on_x: str = "") -> dict[str, Any]:
    """誰が・いつ (ガイドライン2(3)②): the acts of the last round, and the post itself.

    A post that went out has its answer in the first line: who, by whose consent, when, and
    where to see it. ``on_x`` is the address that the number on X completes.
    """
    events = list(Event.objects.about(kind, str(code)))
    submitted = max((i for i, e in enumerate(events) if e.act == Act.SUBMITTED), default=0)
    items = [_item(e) for e in events[:1] if submitted]
    items += [_item(e) for e in events[submitted:] if e.act in STEPS]
    ends = [e for e in events if _ends(e)]
    items += map(_item, ends)
    if not ends:
        items.append(Item(pgettext("step", "Posted")))
    answers = [{"step": _step(event), "event": event} for event in ends]
    return {"items": items, "ends": answers, "address": _address(events, ends, on_x)}


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


def _address(events: list[Event], ends: list[Event], on_x: str) -> str:
    """Where the post is seen, a thread by its first part; nothing for what is not there."""
    if not on_x or not ends or ends[-1].act == Act.REMOVED:
        return ""
    parts = [event for event in events if event.detail.get("x_id")]
    first = next((e for e in parts if not e.detail.get("segment")), None)
    return f"{on_x}{first.detail['x_id']}" if first else ""


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
    return Item(_step(event), who, event.occurred_at)


def _step(event: Event) -> str:
    return str(NAMES.get(Act(event.act), pgettext("step", "Posted")))


@register.inclusion_tag("audit/_history.html", takes_context=True)
def history(context: Context, kind: str, code: object) -> dict[str, Any]:
    """Every event of one subject, oldest first; a way to the trail for those who may read it."""
    events = list(Event.objects.about(kind, str(code)))
    number = post_number(events[0]) if events else ""
    return {"events": events, "number": number if context.get("may_view_trail") else ""}


@register.inclusion_tag("audit/_sentence.html")
def sentence(event: Event) -> dict[str, Any]:
    """One event in words, without its time."""
    return {"sentence": sentences.sentence(event)}


@register.simple_tag
def changes(event: Event) -> list[sentences.Change]:
    """What the event changed, fact by fact."""
    return sentences.changes(event)


@register.filter
def post_number(event: Event) -> str:
    """The number that the label of a post begins with; nothing for any other subject."""
    return event.subject_label.partition(" ")[0] if event.subject_kind == "post" else ""


@register.simple_tag
def asked_for(asked: dict[str, str]) -> list[sentences.Change]:
    """A filter of the trail in words."""
    return sentences.facts(asked)
