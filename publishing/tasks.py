"""The alarm clock's hands. What is due stands in the database; a lost task costs a second."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.calendar import turn_calendar
from publishing import claims, credentials, delivery, reconciliation, removal, watch
from publishing.x import x_for, x_with


@shared_task(ignore_result=True)
def sweep() -> None:
    """Twice a second: take up what is due, queue again what was lost on the way.

    One at a time, however many clocks ring: a second sweep would only stand in the first's way.
    """
    with claims.sweeping() as first:
        if first:
            _sweep()


def _sweep() -> None:
    now = timezone.now()
    turn_calendar(timezone.localdate(now))
    delivery.give_up_dead(now=now)
    for attempt_pk in claims.lost_attempts(now):
        deliver.delay(attempt_pk)
    for post_pk in claims.due_but_stopped(now):
        claims.claim(post_pk, now=now)
    _take_up(None)
    for post_pk in removal.due_removals(now):
        if removal.reserve_removal(post_pk, now=now):
            remove.delay(post_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def deliver(attempt_pk: int) -> None:
    """One call to X. Then the channel's next post, without waiting for the clock."""
    channel_pk = delivery.deliver(attempt_pk, connect=x_for)
    if channel_pk is not None:
        _take_up(channel_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def remove(post_pk: int) -> None:
    removal.remove(post_pk, now=timezone.now(), connect=x_for)


@shared_task(ignore_result=True)
def reconcile() -> None:
    """Every few seconds: look for posts with an unknown outcome whose next look is due."""
    now = timezone.now()
    for attempt_pk in reconciliation.due_looks(now):
        if reconciliation.reserve_look(attempt_pk, now=now):
            look.delay(attempt_pk)


@shared_task(ignore_result=True, acks_late=False, max_retries=0)
def look(attempt_pk: int) -> None:
    reconciliation.look(attempt_pk, now=timezone.now(), connect=x_for)


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


def _take_up(channel_pk: int | None) -> None:
    """Claim what is due, of one channel or of all, and hand every claim to a worker."""
    now = timezone.now()
    for post_pk in claims.due_posts(now, channel_pk):
        if attempt := claims.claim(post_pk, now=now):
            deliver.delay(attempt.pk)
