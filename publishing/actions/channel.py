"""The settings of a channel: its mode, whether it may read, its keys."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Act
from audit.log import Signature, record
from posts.models import Channel
from publishing.gateway import Health
from publishing.models import Credential, Keys


class ReadsMessages(Exception):
    """These keys could open direct messages: ダイレクトメッセージは使用しない."""


def set_credential(
    channel: Channel, keys: Keys, *, actor: Signature, health: Health | None = None
) -> Credential:
    """Store new keys. The old ones stay in use until X has accepted these (``health``).

    Raises ``ReadsMessages`` for keys that could read direct messages; that, too, is recorded.
    """
    if health and health.reads_messages:
        with transaction.atomic():
            record(
                Act.CREDENTIAL_REFUSED,
                actor=actor,
                subject=channel.subject(),
                detail={"hint": keys.access_token[-4:], "access_level": health.access_level},
            )
        raise ReadsMessages(
            _("These keys could read direct messages. Set the app to “Read and write”.")
        )
    return _store(channel, keys, actor, health)


@transaction.atomic
def set_mode(channel: Channel, mode: Channel.Mode, *, actor: Signature, reason: str = "") -> None:
    """Switch between drill, manual and live. The mode is part of every digest, so whatever
    was approved before the switch has to be approved again."""
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    before, locked.mode = locked.mode, mode
    locked.save(update_fields=["mode"])
    channel.mode = mode
    record(
        Act.MODE_CHANGED,
        actor=actor,
        subject=channel.subject(),
        reason=reason,
        detail={"mode": [str(before), str(mode)]},
    )


@transaction.atomic
def set_reading(channel: Channel, *, may_read: bool, actor: Signature, reason: str = "") -> None:
    """Let the worker read the account's timeline or not. Without it, an unclear outcome goes
    straight to a person and nobody watches the account (the contract with X may demand it)."""
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    before, locked.may_read = locked.may_read, may_read
    locked.save(update_fields=["may_read"])
    channel.may_read = may_read
    record(
        Act.READING_CHANGED,
        actor=actor,
        subject=channel.subject(),
        reason=reason,
        detail={"may_read": [before, may_read]},
    )


@transaction.atomic
def _store(channel: Channel, keys: Keys, actor: Signature, health: Health | None) -> Credential:
    now = timezone.now()
    Channel.objects.select_for_update(no_key=True).only("pk").get(pk=channel.pk)
    standing = Credential.objects.standing().filter(channel=channel)
    proven = bool(health and health.accepted)
    takes_over = proven or not standing.in_use().exists()
    credential = Credential.seal(channel, keys)
    outdated = standing if takes_over else standing.on_trial()
    outdated.update(retired_at=now)
    credential.in_use_since = now if takes_over else None
    if health:
        credential.checked_at, credential.words = now, health.words
        credential.healthy, credential.access_level = health.accepted, health.access_level
    credential.save()
    record(
        Act.CREDENTIAL_SET,
        actor=actor,
        subject=channel.subject(),
        detail={"hint": credential.hint, "in_use": takes_over},
    )
    return credential
