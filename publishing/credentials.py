"""The keys of the accounts: tried before they are used, and asked after every day."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Act
from audit.log import SYSTEM, record
from posts.models import Channel
from publishing.encryption import NoKey
from publishing.gateway import Gateway, Health
from publishing.halts import stop_channel
from publishing.models import Credential, Keys

Try = Callable[[Channel, Keys], Gateway]


def standing() -> list[int]:
    """Every set of keys that is not retired."""
    return list(Credential.objects.standing().values_list("pk", flat=True))


def on_trial() -> list[int]:
    """New sets of keys that X has not accepted yet."""
    return list(Credential.objects.on_trial().values_list("pk", flat=True))


def check(credential_pk: int, *, connect: Try) -> Health:
    """Ask X about these keys and write down what it said."""
    credential = Credential.objects.select_related("channel").get(pk=credential_pk)
    try:
        health = connect(credential.channel, credential.open()).health()
    except NoKey as error:
        health = Health(None, str(error))
    settle_health(credential_pk, health)
    return health


@transaction.atomic
def settle_health(credential_pk: int, health: Health) -> None:
    """Write down a health check. New keys that X accepts take over; keys in use that X refuses,
    or that could read direct messages, stop the channel, once."""
    credential = Credential.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=credential_pk
    )
    if credential.retired_at is not None:
        return
    news = (health.accepted, health.access_level) != (credential.healthy, credential.access_level)
    credential.checked_at = timezone.now()
    credential.words = health.words
    if health.accepted is not None:
        credential.healthy, credential.access_level = health.accepted, health.access_level
    credential.save()
    if health.accepted is None:
        return
    if news:
        _record(credential, Act.CREDENTIAL_CHECKED, health)
    if credential.in_use_since is None:
        if health.accepted and not health.reads_messages:
            _take_over(credential, health)
    elif reason := _unfit(health):
        stop_channel(credential.channel, reason)


def _take_over(credential: Credential, health: Health) -> None:
    now = timezone.now()
    Credential.objects.in_use().filter(channel=credential.channel_id).update(retired_at=now)
    credential.in_use_since = now
    credential.save(update_fields=["in_use_since"])
    _record(credential, Act.CREDENTIAL_PROVEN, health)


def _unfit(health: Health) -> str:
    if health.reads_messages:
        return _("The account's keys could read direct messages, which the guideline rules out.")
    if not health.accepted:
        return _("X refuses the account's keys (%(error)s)") % {"error": health.words}
    return ""


def _record(credential: Credential, act: Act, health: Health) -> None:
    record(
        act,
        actor=SYSTEM,
        subject=credential.channel.subject(),
        reason=health.words,
        detail={
            "hint": credential.hint,
            "accepted": health.accepted,
            "access_level": health.access_level,
        },
    )
