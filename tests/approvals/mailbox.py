"""The post office's round, and what lies in people's mailboxes afterwards."""

from __future__ import annotations

import datetime as dt

from django.core import mail
from django.utils import timezone

from accounts.models import User
from approvals import notifications
from approvals.models import Notice


def addressed(*people: User) -> None:
    """Give everybody an address: staff number at the city."""
    for person in people or tuple(User.objects.all()):
        person.email = f"{person.staff_number}@city.example.jp"
        person.save(update_fields=["email"])


def round_trip(now: dt.datetime | None = None) -> list[mail.EmailMessage]:
    """Tell what has happened and send it; the mails of this round."""
    moment = now or timezone.now()
    before = len(mail.outbox)
    notifications.tell(now=moment)
    notifications.send(now=moment)
    return mail.outbox[before:]


def receivers(mails: list[mail.EmailMessage]) -> list[str]:
    """The staff numbers that the mails went to, in order."""
    return sorted(address.partition("@")[0] for each in mails for address in each.to)


def told_to(user: User) -> list[str]:
    """What this person was told, oldest first."""
    return list(Notice.objects.filter(person=user).values_list("words", flat=True))
