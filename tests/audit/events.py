"""Events of any kind, recorded as the rooms record theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from django.db import transaction

from audit.events import Act
from audit.log import Signature, Subject, record
from audit.models import Event

HANAKO = Signature("3001", "佐藤 花子", "主事", "危機管理課")
SUBJECT = Subject("post", "6f4a0c1e-0000-4000-8000-000000000012", "R8-0012 総合防災訓練について")


def happened(
    act: Act = Act.DRAFTED,
    *,
    actor: Signature = HANAKO,
    subject: Subject = SUBJECT,
    at: dt.datetime | None = None,
    **facts: Any,
) -> Event:
    """Something that somebody did, now or at a moment of the past."""
    with time_machine.travel(at or dt.datetime.now(dt.UTC), tick=False), transaction.atomic():
        record(act, actor=actor, subject=subject, **facts)
    return Event.objects.latest("seq")


def about(label: str) -> Subject:
    return Subject(SUBJECT.kind, SUBJECT.code, label)
