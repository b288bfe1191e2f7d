"""The alarm clock's hands. What is due stands in the database; a lost task costs a second."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from accounts.calendar import turn_calendar
from publishing import (
    claims,
    credentials,
    delivery,
    nagging,
    outcomes,
    reconciliation,
    removal,
    watch,
)
from publishing.models import Attempt
from publishing.x import x_for, x_with

logger = logging.getLogger(__name__)

# Claimed in one transaction: what is read for one is read for all of them.
AT_ONCE = 25


@shared_task(ignore_result=True)
def sweep() -> None:
    """Four times a second: take up what is due, queue again what was lost on the way.

    One at a time, however many clocks ring: a second sweep would only stand in the first's way.
    """
    with claims.sweeping() as first:
        if first:
            _sweep()


def _sweep() -> None:
    now = timezone.now()
    turn_calendar(timezone.localdate(now))
    outcomes.give_up_dead(now=now)
    for attempt_pk in claims.lost_attempts(now):
        deliver.delay(attempt_pk)
    _take_up(claims.due_but_stopped(now), now)
    _take_up(claims.due_posts(now), now)
    for post_pk in removal.due_removals(now):
        if removal.reserve_removal(post_pk, now=now):
            remove.delay(post_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def deliver(attempt_pk: int) -> None:
    """One call to X."""
    delivery.deliver(attempt_pk, connect=x_for)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def remove(post_pk: int) -> None:
    removal.remove(post_pk, now=timezone.now(), connect=x_for)


@shared_task(ignore_result=True)
def reconcile() -> None:
    """Every few seconds: look for posts with an unknown outcome whose next look is due."""
    now = timezone.now()
    for channel_pk in reconciliation.due_looks(now):
        if attempt_pks := reconciliation.reserve_looks(channel_pk, now=now):
            look.delay(attempt_pks)


@shared_task(ignore_result=True)
def nag() -> None:
    """Every minute: what waits for somebody's hand?"""
    nagging.nag(now=timezone.now())


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def look(attempt_pks: list[int]) -> None:
    reconciliation.look(attempt_pks, now=timezone.now(), connect=x_for)


@shared_task(ignore_result=True)
def check_credentials() -> None:
    """Once a day: ask X about every set of keys."""
    for credential_pk in credentials.standing():
        check_credential.delay(credential_pk)


@shared_task(ignore_result=True)
def try_credentials() -> None:
    """Every minute: new keys take over as soon as X accepts them."""
    for credential_pk in credentials.on_trial():
        check_credential.delay(credential_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def check_credential(credential_pk: int) -> None:
    credentials.check(credential_pk, connect=x_with)


@shared_task(ignore_result=True)
def watch_accounts() -> None:
    """Every ten minutes: is anything on the accounts that did not come from here?"""
    for channel_pk in watch.watched():
        watch_account.delay(channel_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def watch_account(channel_pk: int) -> None:
    watch.watch(channel_pk, now=timezone.now(), connect=x_for)


def _take_up(due: Sequence[int], now: dt.datetime) -> None:
    """Claim these posts, some at a time, and hand every claim to a worker."""
    for begin in range(0, len(due), AT_ONCE):
        for attempt in _claimed(due[begin : begin + AT_ONCE], now):
            deliver.delay(attempt.pk)


def _claimed(due: Sequence[int], now: dt.datetime) -> list[Attempt]:
    """A post that cannot be claimed, for whatever reason, keeps none of the others waiting."""
    try:
        return claims.claim_batch(due, now=now)
    except (OperationalError, InterfaceError):
        # The database is away, or two stood in each other's way: the next sweep tries again.
        raise
    except Exception:
        if len(due) == 1:
            logger.exception("post %s could not be claimed", due[0])
            claims.set_aside(due[0])
            return []
    return [attempt for post_pk in due for attempt in _claimed([post_pk], now)]
