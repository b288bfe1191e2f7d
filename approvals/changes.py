"""Two versions side by side, in words: what is laid down, and what changes from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import ChecklistVersion, PolicyVersion
from approvals.models.version import Version
from audit import wareki


@dataclass(frozen=True)
class Change:
    """One matter: how it was and how it will be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Standing:
    """A version and how it stands on a day: in_force, upcoming, superseded or overtaken."""

    version: Version
    state: str

    @property
    def label(self) -> str:
        return {
            "in_force": _("In force"),
            "upcoming": _("From a later day"),
            "superseded": _("Superseded"),
            # A later version replaced it before it began.
            "overtaken": _("Replaced before it began"),
        }[self.state]


def standings(versions: list[Any], today: dt.date) -> list[Standing]:
    """``versions`` in any order; returned the newest first."""
    newest_first = sorted(versions, key=lambda v: v.number, reverse=True)
    in_force = next(v for v in newest_first if v.effective_from <= today)
    return [Standing(v, _state(v, versions, in_force, today)) for v in newest_first]


def _state(version: Version, versions: list[Any], in_force: Version, today: dt.date) -> str:
    if version == in_force:
        return "in_force"
    later = [v for v in versions if v.number > version.number]
    if any(v.effective_from <= version.effective_from for v in later):
        return "overtaken" if version.effective_from > today else "superseded"
    return "upcoming" if version.effective_from > today else "superseded"


def changes(before: Version, after: Version) -> list[Change]:
    """Every matter in which the later version differs."""
    if isinstance(before, ChecklistVersion) and isinstance(after, ChecklistVersion):
        return list(_questions(before, after))
    old, new = before.laid_down(), after.laid_down()
    return [
        Change(label_of(after, name), told(before, name), told(after, name))
        for name in new
        if old[name] != new[name]
    ]


def matters(version: PolicyVersion) -> list[tuple[str, str]]:
    """Every matter of a policy with what is laid down of it."""
    return [(label_of(version, name), told(version, name)) for name in version.laid_down()]


def label_of(version: Version, name: str) -> str:
    return str(getattr(version._meta.get_field(name), "verbose_name", name))


def told(version: Version, name: str) -> str:
    """One value in words."""
    value = version.laid_down()[name]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "hashtag_mode":
        return str(PolicyVersion.HashtagMode(value).label)
    if name == "election_periods":
        return _listed([f"{_day(first)}~{_day(last)}" for first, last in value])
    if name == "closed_days":
        return _listed([_day(day) for day in value])
    return _listed(list(map(str, value))) if isinstance(value, list) else str(value)


def _day(iso: str) -> str:
    return wareki.day(dt.date.fromisoformat(iso))


def _listed(entries: list[str]) -> str:
    return "、".join(entries) or _("(none)")


def _questions(before: ChecklistVersion, after: ChecklistVersion) -> Iterator[Change]:
    old = {item.key: item for item in before.entries()}
    new = {item.key: item for item in after.entries()}
    for key in sorted({*old, *new}, key=int):
        was, is_now = old.get(key), new.get(key)
        texts = (was.text if was else _("(none)"), is_now.text if is_now else _("(none)"))
        if texts[0] != texts[1]:
            yield Change(_("Question %(key)s") % {"key": key}, *texts)
        words = [_listed(list(item.words)) if item else _("(none)") for item in (was, is_now)]
        if words[0] != words[1]:
            yield Change(_("Words to point out, question %(key)s") % {"key": key}, *words)
