"""The people of the city at work: they approve every order, whatever breaks around them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections, transaction

from approvals.actions import release
from posts.actions import open_channel
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, Status
from publishing.actions import resume, set_credential, set_mode
from publishing.models import Halt, Keys
from tests.cast import SETUP, Cast, assemble
from tests.chaos.census import APPROVED
from tests.chaos.orders import Order
from tests.publishing.pictures import attachment
from tests.stack.account import Account

PATIENCE, PAUSE = 60.0, 0.2
T = TypeVar("T")


def found(accounts: Sequence[Account]) -> Cast:
    """The city with one live channel for each account."""
    cast = assemble()
    _give_keys(cast.channel, accounts[0])
    for number, account in enumerate(accounts[1:], start=2):
        channel = open_channel(
            Channel(
                code=f"channel-{number}",
                name=f"第{number}アカウント",
                handle=f"shiroi_{number}",
                section=cast.pr,
            ),
            actor=SETUP,
        )
        set_mode(channel, Channel.Mode.LIVE, actor=SETUP)
        _give_keys(channel, account)
    return cast


def _give_keys(channel: Channel, account: Account) -> None:
    set_credential(channel, Keys(*account.keys.values()), actor=SETUP)


class Approving(threading.Thread):
    """Approves the orders one after the other; ``error`` is what ended it early, if anything."""

    def __init__(self, cast: Cast, orders: Sequence[Order]) -> None:
        super().__init__(daemon=True)
        self.error: Exception | None = None
        self._cast = cast
        self._orders = orders

    def run(self) -> None:
        try:
            channels = list(Channel.objects.order_by("pk"))
            for order in self._orders:
                approve(replace(self._cast, channel=channels[order.channel]), order)
        except Exception as error:  # noqa: BLE001 - the story looks at it
            self.error = error
        finally:
            connections.close_all()


def approve(cast: Cast, order: Order) -> None:
    """Exactly once, also when the database goes away just after a commit: an abandoned half
    of an approval is left behind, for nobody will ever complete it."""

    def once() -> None:
        if not _approved(order):
            with transaction.atomic():
                pictures = tuple(attachment(colour, f"{colour}の図") for colour in order.colours)
            cast.scheduled(title=order.key, texts=order.texts, attachments=pictures)

    patiently(once)


def _approved(order: Order) -> bool:
    return Post.objects.filter(current__title=order.key, status__in=APPROVED).exists()


def lift_halts(cast: Cast) -> int:
    """再開する, as the PR chief would after mending what X complained of: the channel goes on,
    and so does what was put on hold because of the stop. How many stops there were."""

    def lift() -> int:
        halts = list(Halt.objects.filter(lifted_at=None).select_related("channel"))
        for halt in halts:
            assert halt.channel is not None
            resume(halt.channel, actor=cast.ito)
            _release_since(halt, cast)
        return len(halts)

    return patiently(lift)


def _release_since(halt: Halt, cast: Cast) -> None:
    held = Post.objects.filter(
        channel=halt.channel, status=Status.HELD, status_since__gte=halt.since
    )
    for post in held.select_related("current"):
        with suppress(IllegalTransition):
            release(post.pk, actor=cast.ito, seen=post.revision.digest)


def patiently(work: Callable[[], T]) -> T:
    """Do it again while the database is away; raises what remains after ``PATIENCE``."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            connections.close_all()
            if time.monotonic() > give_up:
                raise
            time.sleep(PAUSE)
