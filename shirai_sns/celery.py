"""The alarm clock. PostgreSQL is the memory: losing the whole broker loses nothing."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shirai_sns.settings")

app = Celery("shirai_sns")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
