"""The alarm clock. PostgreSQL is the memory: losing the whole broker loses nothing."""

from __future__ import annotations

import os
import sys
from typing import Any

from celery import Celery, Task
from celery.signals import task_postrun, task_prerun, worker_init
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shirai_sns.settings")

app = Celery("shirai_sns")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery closes the connection to the database around every task, and opening one costs more than
# most tasks do. Django's own rules (CONN_MAX_AGE, CONN_HEALTH_CHECKS) are as safe.
app.conf.CELERY_DB_REUSE_MAX = sys.maxsize


@task_prerun.connect
@task_postrun.connect
def keep_good_connections(task: Task[Any, Any], **_kwargs: object) -> None:
    """A task that runs where it is queued shares the connection of whoever queued it."""
    if not task.request.is_eager:
        close_old_connections()


@worker_init.connect
def refuse_to_start_half_configured(**_kwargs: object) -> None:
    """Celery runs Django's checks and ignores what they say; this worker does not.

    Raises ``SystemCheckError``, also for what only the database can tell (shirai.E004).
    """
    from django.core.management import call_command  # noqa: PLC0415 - the apps are loaded now

    call_command("check", databases=["default"])
