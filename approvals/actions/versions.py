"""What the PR section's chief lays down (ガイドライン5): a new version, never an edited one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from approvals.models import ChecklistVersion, PolicyVersion
from approvals.models.checklist import PROHIBITIONS
from approvals.models.version import Version
from audit.events import Act
from audit.log import Signature, Subject, record
from posts.models import Channel
from posts.workflow import NotPermitted, StaleRevision

_VersionT = TypeVar("_VersionT", bound=Version)


@transaction.atomic
def set_policy(
    values: Mapping[str, Any], *, actor: User, seen: int, effective_from: dt.date, reason: str
) -> PolicyVersion:
    """運用方針を定める. ``values``: every column of the policy; ``seen``: the newest version the
    person had before them.

    Raises ``NotPermitted``, ``StaleRevision`` when somebody laid down another meanwhile,
    ``ValueError`` for a day that has passed; the database refuses what is looser than 2(3)②.
    """
    before, signature = _newest(PolicyVersion, actor, seen, effective_from)
    made = PolicyVersion(**values, **_about(before, signature, actor, effective_from, reason))
    return _laid_down(made, before, Act.POLICY_SET, signature)


@transaction.atomic
def set_checklist(
    further: Sequence[str],
    words: Mapping[str, Sequence[str]],
    *,
    actor: User,
    seen: int,
    effective_from: dt.date,
    reason: str,
) -> ChecklistVersion:
    """確認事項を定める: the city's ``further`` questions after the ten of the guideline, and for
    the ten the ``words`` to point out, by key. Raises as ``set_policy`` does."""
    before, signature = _newest(ChecklistVersion, actor, seen, effective_from)
    about = _about(before, signature, actor, effective_from, reason)
    made = ChecklistVersion(items=items_after(before, further, words), **about)
    return _laid_down(made, before, Act.CHECKLIST_SET, signature)


def items_after(
    before: ChecklistVersion, further: Sequence[str], words: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The items of the next version. A question keeps its key; a key is never given anew."""
    ten = [
        _item(item.key, item.text, words.get(item.key, ()))
        for item in before.entries()[:PROHIBITIONS]
    ]
    known = {i.text: i.key for v in ChecklistVersion.objects.all() for i in v.entries()}
    used = max(map(int, known.values()))
    added = []
    for text in further:
        if text not in known:
            used += 1
            known[text] = str(used)
        added.append(_item(known[text], text))
    return [*ten, *added]


def _item(key: str, text: str, words: Sequence[str] = ()) -> dict[str, Any]:
    item: dict[str, Any] = {"key": key, "text": text}
    return {**item, "words": list(words)} if words else item


def may_lay_down(user: User) -> bool:
    """The account manager does: whoever manages a channel (ガイドライン2(1), 5)."""
    return bool(get_objects_for_user(user, "posts.manage_channel", klass=Channel).exists())


def _newest(
    kind: type[_VersionT], actor: User, seen: int, effective_from: dt.date
) -> tuple[_VersionT, Signature]:
    # The first version is the lock: versions are made one after the other.
    kind._default_manager.select_for_update(no_key=True).get(number=1)
    channel = get_objects_for_user(actor, "posts.manage_channel", klass=Channel).first()
    if channel is None:
        raise NotPermitted(_("Only the account manager may do this."))
    if effective_from < timezone.localdate():
        raise ValueError(f"{effective_from} has passed")
    newest = cast("_VersionT", kind._default_manager.latest("number"))
    if newest.number != seen:
        raise StaleRevision(f"version {newest.number}")
    return newest, actor.signature(channel.section)


def _about(
    before: Version, signature: Signature, actor: User, effective_from: dt.date, reason: str
) -> dict[str, Any]:
    return {
        "number": before.number + 1,
        "effective_from": effective_from,
        "author": actor,
        "author_name": signature.name,
        "author_title": signature.title,
        "author_section": signature.section,
        "reason": reason,
    }


def _laid_down(made: _VersionT, before: Version, act: Act, signature: Signature) -> _VersionT:
    made.save()
    old, new = before.laid_down(), made.laid_down()
    changed = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    record(
        act,
        actor=signature,
        subject=Subject(made._meta.model_name or "", str(made.number), str(made)),
        reason=made.reason,
        detail={"effective_from": made.effective_from.isoformat(), "changed": changed},
    )
    return made
