"""Mailing the notices that are due. What could not be sent stays a row that waits.

The intent is written before the mail server is called (a notice is taken for ten minutes), the
outcome after it. A worker that dies in between sends those mails once more: a mail that comes
twice does less harm than one that never comes.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import User
from approvals.models import Notice, PostOffice
from approvals.notifications.mail import compose

BATCH = 100
TAKEN_FOR = dt.timedelta(minutes=10)
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(minutes=30)
# More than so many for one person at the same time come in one mail: after an outage of the
# mail server nobody's inbox is flooded.
SINGLY = 3
NO_ADDRESS = "no e-mail address"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parcel:
    """The notices of one mail."""

    person: User
    notices: list[Notice]


def send(*, now: dt.datetime) -> int:
    """Mail what is due; the number of mails that the server took."""
    office, _made = PostOffice.objects.get_or_create(pk=1)
    if office.mail_from > now:
        return 0
    parcels = parcels_of(take(now))
    if not parcels:
        return 0
    connection = get_connection()
    sent = 0
    try:
        connection.open()
        for parcel in parcels:
            sent += _send(parcel, connection, now)
    except OSError as error:  # smtplib's errors are OSErrors, too
        log.warning("The mail server does not take mail (%s); it is tried again later.", error)
        _wait_for_the_server(office, parcels, now)
    else:
        PostOffice.objects.filter(pk=1).exclude(tries=0).update(tries=0)
    finally:
        connection.close()
    return sent


@transaction.atomic
def take(now: dt.datetime) -> list[Notice]:
    """Take the notices that are due, so that no other worker does.

    Those whose step has passed while they waited are dropped: nobody has to act any more.
    """
    due = Notice.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    taken = list(due.select_related("person", "post", "post__current", "channel")[:BATCH])
    passed = [notice.pk for notice in taken if notice.has_passed]
    Notice.objects.filter(pk__in=passed).delete()
    kept = [notice for notice in taken if notice.pk not in passed]
    _update(kept, mail_at=now + TAKEN_FOR)
    return kept


def parcels_of(notices: Iterable[Notice]) -> list[Parcel]:
    """One mail each; one for a person's digest, and one for all where many wait at once."""
    piles: dict[tuple[User, bool], list[Notice]] = defaultdict(list)
    for notice in notices:
        piles[notice.person, notice.in_digest].append(notice)
    found = []
    for (person, in_digest), pile in piles.items():
        if in_digest or len(pile) > SINGLY:
            found.append(Parcel(person, pile))
        else:
            found += [Parcel(person, [notice]) for notice in pile]
    return found


def _send(parcel: Parcel, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    """Raises ``OSError`` when it is the server that does not take mail at all."""
    if not parcel.person.email:
        _update(parcel.notices, refusal=NO_ADDRESS)
        return False
    try:
        compose(parcel.person, parcel.notices, connection).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        _write_refusal(parcel, error, now)
        return False
    _update(parcel.notices, sent_at=now)
    return True


def _write_refusal(
    parcel: Parcel, error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError, now: dt.datetime
) -> None:
    """This mail was refused: for good (5xx), or to be tried again (4xx)."""
    if isinstance(error, smtplib.SMTPDataError):
        code, words = error.smtp_code, error.smtp_error
    else:
        ((code, words),) = error.recipients.values()
    if code >= 500:
        said = words.decode(errors="replace") if isinstance(words, bytes) else words
        _update(parcel.notices, refusal=f"{code} {said}"[:300])
        return
    tries = max(notice.tries for notice in parcel.notices) + 1
    _update(parcel.notices, tries=tries, mail_at=now + pause(tries))


def _wait_for_the_server(office: PostOffice, parcels: list[Parcel], now: dt.datetime) -> None:
    tries = office.tries + 1
    PostOffice.objects.filter(pk=1).update(tries=tries, mail_from=now + pause(tries))
    notices = [notice.pk for parcel in parcels for notice in parcel.notices]
    taken = now + TAKEN_FOR
    Notice.objects.filter(pk__in=notices, sent_at=None, mail_at=taken).update(mail_at=now)


def pause(tries: int) -> dt.timedelta:
    """Longer after every try: 30 s, 1 min, 2 min … at most half an hour."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 10)), LONGEST_PAUSE)


def _update(notices: Iterable[Notice], **values: object) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(**values)
