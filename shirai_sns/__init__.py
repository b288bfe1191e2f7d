"""The composition root: it knows every room, and no room knows it."""

from __future__ import annotations

from shirai_sns.celery import app as celery_app

__all__ = ["celery_app"]
