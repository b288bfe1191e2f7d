"""Many writers at the same instant: the trail stays one chain, and numbers are given out once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from audit.events import Act
from audit.log import Signature, Subject, record
from audit.models import Event
from audit.verify import verify
from posts.models import Post
from tests.cast import Cast
from tests.concurrency.threads import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EVENTS = 8, 20


def write(number: int) -> None:
    for event in range(EVENTS):
        with transaction.atomic():
            record(
                Act.SIGNED_IN,
                actor=Signature(number=str(number), name=f"職員{number}"),
                subject=Subject("user", str(number), f"{event}回目"),
            )


def test_the_chain_of_many_writers_has_no_gap() -> None:
    results = at_once([partial(write, number) for number in range(WRITERS)])
    assert failures(results) == []
    assert verify().intact == Event.objects.count() == WRITERS * EVENTS
    assert verify().broken_at is None
    for number in range(WRITERS):
        own = Event.objects.about("user", str(number))
        assert [event.subject_label for event in own] == [f"{n}回目" for n in range(EVENTS)]


def test_an_act_that_fails_leaves_no_gap_either() -> None:
    def fail() -> None:
        with transaction.atomic():
            write(9)
            raise LookupError

    results = at_once([lambda: write(1), fail, lambda: write(2), fail])
    assert [type(error) for error in failures(results)] == [LookupError, LookupError]
    assert verify().intact == Event.objects.count() == 2 * EVENTS


def test_every_request_gets_a_number_of_its_own(cast: Cast) -> None:
    before = Event.objects.count()
    results = at_once([lambda: [cast.draft() for _request in range(5)]] * WRITERS)
    assert failures(results) == []
    numbers = sorted(Post.objects.values_list("number", flat=True))
    serials = [int(number.rpartition("-")[2]) for number in numbers]
    assert serials == list(range(1, 5 * WRITERS + 1))
    assert verify().intact == Event.objects.count() == before + 5 * WRITERS
