"""Writing to the trail: one act, one event, in words that outlive the rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.chain import GENESIS
from audit.events import Act
from audit.log import Origin, Signature, Subject, origin, record
from audit.models import Event
from audit.verify import verify
from tests.cast import Cast
from tests.sight import history, last_event, look, press, signed

WHO = Signature("3001", "佐藤 花子", "主事", "危機管理課")
WHAT = Subject("post", "7b0e", "R8-0001 試験放送")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(Act.DRAFTED, actor=WHO, subject=WHAT)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_takes_its_event_with_it() -> None:
    @transaction.atomic
    def act() -> None:
        record(Act.DRAFTED, actor=WHO, subject=WHAT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    with transaction.atomic():
        record(Act.REVISED, actor=WHO, subject=WHAT)
    event = Event.objects.get()
    assert (event.act, event.seq, event.previous) == ("revised", 1, GENESIS)


@pytest.mark.django_db(transaction=True)
def test_the_chain_waits_for_the_end_of_the_transaction() -> None:
    """Whoever records early and works on keeps nobody else from writing."""
    with transaction.atomic():
        record(Act.DRAFTED, actor=WHO, subject=WHAT)
        record(Act.SUBMITTED, actor=WHO, subject=WHAT)
        assert not Event.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            assert cursor.fetchone() == (0,)
    assert list(Event.objects.order_by("seq").values_list("act", flat=True)) == [
        "drafted",
        "submitted",
    ]
    assert verify().intact == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_intent")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("odd", [0.5, 2**53, {1: "one"}, dt.date(2026, 4, 1), b"bytes"])
def test_what_two_languages_may_write_differently_is_refused(db: None, odd: object) -> None:
    with pytest.raises(TypeError, match="keeps text, whole numbers"):
        record(Act.HELD, actor=WHO, subject=WHAT, detail={"odd": odd})
    assert not Event.objects.exists()


def test_words_that_cannot_be_stored_are_kept_as_well_as_can_be(db: None) -> None:
    record(Act.SEND_UNKNOWN, actor=WHO, subject=WHAT, reason="\0\ud800", detail={"a": ("\0",)})
    event = Event.objects.get()
    assert (event.reason, event.detail) == ("\ufffd?", {"a": ["\ufffd"]})
    assert verify().intact == 1


def test_an_event_says_who_as_what_and_when_and_on_what(db: None) -> None:
    began = timezone.now()
    record(
        Act.SENT_BACK,
        actor=WHO,
        subject=WHAT,
        digest="d" * 64,
        reason="曜日が違います",
        detail={"status": ["chief_review", "returned"], "round": 1},
    )
    event = Event.objects.get()
    assert signed(event) == ("sent_back", "佐藤 花子", "主事", "危機管理課")
    assert event.actor_number == "3001"
    assert began <= event.occurred_at <= timezone.now()
    assert (event.subject_kind, event.subject_code, event.subject_label) == (
        "post",
        "7b0e",
        "R8-0001 試験放送",
    )
    assert (event.digest, event.reason) == ("d" * 64, "曜日が違います")
    assert event.detail == {"status": ["chief_review", "returned"], "round": 1}


def test_events_are_numbered_without_a_gap_and_each_seals_the_one_before(db: None) -> None:
    for _ in range(5):
        record(Act.REVISED, actor=WHO, subject=WHAT)
    events = list(Event.objects.order_by("seq"))
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.previous for event in events] == [GENESIS, *(e.seal for e in events[:4])]
    assert len({event.seal for event in events}) == 5


def test_an_act_outside_the_closed_list_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="liked"):
        record("liked", actor=WHO, subject=WHAT)  # type: ignore[arg-type]
    assert not Event.objects.exists()


def test_an_event_remembers_where_the_request_came_from(db: None) -> None:
    token = origin.set(Origin(ip="192.0.2.7", session="0123456789abcdef"))
    try:
        record(Act.SIGNED_IN, actor=WHO, subject=WHAT)
    finally:
        origin.reset(token)
    record(Act.SIGNED_OUT, actor=WHO, subject=WHAT)
    inside, outside = Event.objects.order_by("seq")
    assert (inside.ip, inside.session) == ("192.0.2.7", "0123456789abcdef")
    assert (outside.ip, outside.session) == ("", "")


def test_an_act_in_the_browser_leaves_its_address_but_not_its_session_key(cast: Cast) -> None:
    post = cast.draft()
    press(cast.sato, post, "approvals:submit")
    event = last_event(post)
    assert event.ip == "127.0.0.1"
    assert len(event.session) == 16
    assert history(post) == ["drafted", "submitted"]


def test_the_snapshot_survives_renames_transfers_and_reorganisations(cast: Cast) -> None:
    post = cast.submitted()
    cast.sato.name = "山本 花子"
    cast.sato.save()
    cast.crisis.name = "防災安全課"
    cast.crisis.save()
    held = cast.sato.appointments.get()
    held.title, held.until = "係長", dt.date(2026, 5, 1)
    held.save()
    event = last_event(post)
    assert signed(event) == ("submitted", "佐藤 花子", "主事", "危機管理課")
    page = look(cast.ito, post).html
    assert "危機管理課 主事 <strong>佐藤 花子</strong>" in page
    assert verify().broken_at is None


def test_a_long_label_is_shortened_and_still_sealed(db: None) -> None:
    record(Act.DRAFTED, actor=WHO, subject=Subject("post", "7b0e", "長" * 500))
    assert Event.objects.get().subject_label == "長" * 300
    assert verify().intact == 1
