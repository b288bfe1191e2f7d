"""緊急停止 and 再開, of one channel or of all."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from audit.events import Act
from audit.log import Signature, Subject, record
from posts.models import Channel
from posts.workflow import NotPermitted
from publishing.models import Halt

EVERYWHERE = Subject("channel", "*", "すべてのアカウント")


@transaction.atomic
def halt(channel: Channel, *, actor: User, reason: str) -> Halt:
    """緊急停止: nothing of this channel goes out from now on. Twice is the same as once."""
    _require_halter(actor, channel)
    signature = actor.signature(channel.section)
    stop, created = Halt.objects.get_or_create(
        channel=channel,
        lifted_at=None,
        defaults={"reason": reason, "by_name": signature.name},
    )
    if created:
        record(Act.HALTED, actor=signature, subject=channel.subject(), reason=reason)
    return stop


@transaction.atomic
def resume(channel: Channel, *, actor: User) -> None:
    """再開: lift the stop of this channel. What was held meanwhile is released post by post."""
    _require_halter(actor, channel)
    lifted = Halt.objects.filter(channel=channel, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=actor
    )
    if lifted:
        record(Act.RESUMED, actor=actor.signature(channel.section), subject=channel.subject())


@transaction.atomic
def halt_all(*, actor: User, reason: str) -> Halt:
    """緊急停止: nothing of any channel goes out. Whoever may stop one of them may stop all."""
    mine = get_objects_for_user(actor, "posts.halt_channel", klass=Channel)
    if not mine.exists():
        raise NotPermitted(_("Your position may not stop this channel."))
    signature = _signature(actor, mine)
    stop, created = Halt.objects.get_or_create(
        channel=None, lifted_at=None, defaults={"reason": reason, "by_name": signature.name}
    )
    if created:
        record(Act.HALTED, actor=signature, subject=EVERYWHERE, reason=reason)
    return stop


@transaction.atomic
def resume_all(*, actor: User) -> None:
    """再開: lift the stop of all channels; the stops of single ones stay. It takes somebody who
    may stop each of them. Nothing is released by it: what was held is released post by post."""
    mine = get_objects_for_user(actor, "posts.halt_channel", klass=Channel)
    if not mine.exists() or Channel.objects.exclude(pk__in=mine).exists():
        raise NotPermitted(_("This takes somebody who may stop every account."))
    lifted = Halt.objects.filter(channel=None, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=actor
    )
    if lifted:
        record(Act.RESUMED, actor=_signature(actor, mine), subject=EVERYWHERE)


def _signature(actor: User, mine: QuerySet[Channel]) -> Signature:
    first = mine.select_related("section").first()
    assert first is not None
    return actor.signature(first.section)


def _require_halter(actor: User, channel: Channel) -> None:
    if not actor.has_perm("posts.halt_channel", channel):
        raise NotPermitted(_("Your position may not stop this channel."))
