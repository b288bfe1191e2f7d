"""The alarm clock. PostgreSQL is the memory: losing the whole broker loses nothing."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shirai_sns.settings")

app = Celery("shirai_sns")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_to_start_half_configured(**_kwargs: object) -> None:
    """Celery runs Django's checks and ignores what they say; this worker does not.

    Raises ``SystemCheckError``, also for what only the database can tell (shirai.E004).
    """
    from django.core.management import call_command  # noqa: PLC0415 - the apps are loaded now

    call_command("check", databases=["default"])
