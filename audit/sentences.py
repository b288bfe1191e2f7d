"""Events in words that people understand: who did what, for whom, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from audit.events import Act
from audit.models import Event
from audit.vocabulary import FOLLOWED_ELSEWHERE, NAMES, WORDS
from audit.wareki import fiscal_year_name

LONGEST_VALUE = 200
# What the worker, who has no staff number, does because people have consented to it.
CARRIED_OUT = {Act.PUBLISHED, Act.PART_PUBLISHED}
# The order in which facts are told; PostgreSQL keeps them by the length of their names.
ORDER = {key: place for place, key in enumerate(NAMES)}


@dataclass(frozen=True)
class Sentence:
    """「しろいの魅力発信課 主事 | 高橋 健一 | が確認しました」: the name stands out on pages."""

    position: str
    name: str
    rest: str

    def __str__(self) -> str:
        return f"{self.position} {self.name}{self.rest}".strip()


def sentence(event: Event) -> Sentence:
    """One event in words, without its time, in the language of whoever reads it."""
    told = {"act": Act(event.act).label, "whom": event.on_behalf_of}
    if not event.on_behalf_of:
        rest = _(" %(act)s") % told
    elif event.actor_number:
        rest = _(", standing in for %(whom)s, %(act)s") % told
    elif event.act in CARRIED_OUT:
        rest = _(", by consent of %(whom)s, %(act)s") % told
    else:
        rest = _(" %(act)s (consent: %(whom)s)") % told
    position = " ".join(filter(None, (event.actor_section, event.actor_title)))
    return Sentence(position, event.actor_name, rest)


@dataclass(frozen=True)
class Change:
    """One fact of an event: 状態 | 確認中 → 投稿待ち."""

    name: str
    value: str
    # For a fact that had another value before.
    before: str = ""

    def __str__(self) -> str:
        arrow = f"{self.before} → {self.value}" if self.before else self.value
        return _("%(name)s: %(value)s") % {"name": self.name, "value": arrow}


def changes(event: Event) -> list[Change]:
    """What the event changed or stated beside its words; what is not known to us as it stands."""
    return facts(event.detail)


def facts(detail: Mapping[str, object]) -> list[Change]:
    """Stored facts under the names that people know."""
    return list(_changes(detail))


def _changes(detail: Mapping[str, object]) -> Iterator[Change]:
    for key, value in sorted(detail.items(), key=_place):
        if key in FOLLOWED_ELSEWHERE or value in (None, "", [], {}):
            continue
        if isinstance(value, Mapping):
            yield from _changes(value)
        elif pair := _before_and_after(value):
            before, after = (_word(key, part) for part in pair)
            yield Change(_name(key), after, before or "―")
        else:
            yield Change(_name(key), _word(key, value))


def _place(fact: tuple[str, object]) -> int:
    return ORDER.get(fact[0], len(ORDER))


def _before_and_after(value: object) -> list[object] | None:
    """Rooms write a change as ``[before, after]``; nothing for any other value."""
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], list | dict):
        return value
    return None


def _name(key: str) -> str:
    return str(NAMES.get(key, key))


def _word(key: str, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "、".join(_word(key, part) for part in value)
    if key == "year" and str(value).isdecimal():
        return fiscal_year_name(int(str(value)))
    known = WORDS.get(key, {}).get(str(value))
    return str(known) if known is not None else str(value)[:LONGEST_VALUE]
