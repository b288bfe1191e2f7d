"""The alarm clock's hands: telling, mailing and reminding."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from approvals import notifications


@shared_task(ignore_result=True)
def send_notices() -> None:
    """Every few seconds: tell what has happened, and mail what waits."""
    now = timezone.now()
    notifications.tell(now=now)
    notifications.send(now=now)


@shared_task(ignore_result=True)
def look_at_deadlines() -> None:
    """Every minute: remind, pass on what is overdue, and tell what is owed afterwards."""
    now = timezone.now()
    notifications.look_at_deadlines(now=now)
    notifications.tell_what_is_owed(now=now)
