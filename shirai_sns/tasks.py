"""Tasks that need several rooms: who is told lies above the trail, which knows no people."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from guardian.shortcuts import get_users_with_perms

from audit.daily import Broken, anchor_of, mail_alarm, mail_anchor
from posts.models import Channel

ANSWERABLE = ["view_trail", "manage_channel"]
log = logging.getLogger(__name__)


@shared_task(
    ignore_result=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=60,
    retry_backoff_max=3600,
    max_retries=12,
)
def anchor_trail() -> None:
    """Every night: anchor the trail, or raise the alarm. A mail that fails is tried again."""
    recipients = anchor_recipients()
    if not recipients:
        log.warning("Nobody is mailed the trail's anchor: no account manager has an address.")
    try:
        anchor = anchor_of(timezone.localdate())
    except Broken as broken:
        log.error("%s", broken)
        mail_alarm(broken, recipients)
    else:
        mail_anchor(anchor, recipients)


def anchor_recipients() -> list[str]:
    """Whoever manages a channel or may read the trail, and the addresses outside this system."""
    people: set[str] = set()
    for channel in Channel.objects.all():
        holders: Any = get_users_with_perms(channel, only_with_perms_in=ANSWERABLE)
        people |= {person.email for person in holders if person.is_active and person.email}
    return sorted(people | set(settings.TRAIL_ANCHOR_MAIL))
