from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import calendar


@shared_task(ignore_result=True)
def turn_calendar() -> None:
    """At midnight: appointments begin and end."""
    calendar.turn_calendar(timezone.localdate())
