"""Whoever gets past the guards, as a superuser can, is found out at the very event."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.chain import GENESIS, LARGEST_INTEGER, canonical, seal, storable
from audit.events import Act
from audit.log import Signature, Subject, record
from audit.models import Event
from audit.verify import verify
from tests.cast import Cast
from tests.sight import signed_in

AT = 7
COLUMNS = {
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "act": "'confirmed'",
    "actor_number": "'9999'",
    "actor_name": "'別人'",
    "actor_title": "'部長'",
    "actor_section": "'秘書課'",
    "on_behalf_of": "'市長'",
    "subject_kind": "'case'",
    "subject_code": "'elsewhere'",
    "subject_label": "subject_label || '。'",
    "digest": "repeat('f', 64)",
    "reason": "'後から書いた理由'",
    "detail": """'{"forged": true}'""",
    "ip": "'192.0.2.99'",
    "session": "'ffffffffffffffff'",
    "previous": "repeat('a', 64)",
    "seal": "repeat('b', 64)",
}


@pytest.fixture
def tamper(cast: Cast) -> Callable[..., None]:
    """Raw SQL with the guards switched off; the trail holds well over ``AT`` events."""
    assert Event.objects.count() > AT + 5

    def run(*statements: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            for sql in statements:
                cursor.execute(sql)
                assert cursor.rowcount >= 1, sql

    return run


def test_an_untouched_trail_is_intact(cast: Cast) -> None:
    verdict = verify()
    assert (verdict.intact, verdict.broken_at, verdict.why) == (Event.objects.count(), None, "")


def test_an_empty_trail_is_intact(db: None) -> None:
    assert (verify().intact, verify().broken_at) == (0, None)


def test_every_column_but_the_number_is_tried_below() -> None:
    assert {field.attname for field in Event._meta.concrete_fields} == {"seq", *COLUMNS}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_word_is_found_at_its_event(tamper: Callable[..., None], column: str) -> None:
    tamper(f"UPDATE audit_event SET {column} = {COLUMNS[column]} WHERE seq = {AT}")
    verdict = verify()
    assert (verdict.intact, verdict.broken_at) == (AT - 1, AT)
    assert verdict.why


@pytest.mark.parametrize("seq", [1, AT])
def test_a_deleted_event_is_found_missing(tamper: Callable[..., None], seq: int) -> None:
    tamper(f"DELETE FROM audit_event WHERE seq = {seq}")
    verdict = verify()
    assert (verdict.intact, verdict.broken_at) == (seq - 1, seq)
    assert "missing" in verdict.why


def test_closing_the_gap_after_a_deletion_does_not_help(tamper: Callable[..., None]) -> None:
    tamper(
        f"DELETE FROM audit_event WHERE seq = {AT}",
        f"UPDATE audit_event SET seq = -seq WHERE seq > {AT}",
        "UPDATE audit_event SET seq = -seq - 1 WHERE seq < 0",
    )
    assert (verify().intact, verify().broken_at) == (AT - 1, AT)


def test_two_swapped_events_are_found_at_the_first(tamper: Callable[..., None]) -> None:
    tamper(
        f"UPDATE audit_event SET seq = -1 WHERE seq = {AT}",
        f"UPDATE audit_event SET seq = {AT} WHERE seq = {AT + 2}",
        f"UPDATE audit_event SET seq = {AT + 2} WHERE seq = -1",
    )
    assert (verify().intact, verify().broken_at) == (AT - 1, AT)


def inserted(seq: int) -> str:
    """A copy of the first event, put in at ``seq``."""
    names = [f.attname for f in Event._meta.concrete_fields if f.attname not in {"seq", "seal"}]
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO audit_event (seq, seal, {columns}) "
        f"SELECT {seq}, repeat('c', 64), {columns} FROM audit_event WHERE seq = 1"
    )


def test_an_event_slipped_in_is_found(tamper: Callable[..., None]) -> None:
    tamper(
        f"UPDATE audit_event SET seq = -seq WHERE seq >= {AT}",
        "UPDATE audit_event SET seq = -seq + 1 WHERE seq < 0",
        inserted(AT),
    )
    assert (verify().intact, verify().broken_at) == (AT - 1, AT)


def test_an_event_put_at_either_end_is_found(tamper: Callable[..., None]) -> None:
    end = Event.objects.count() + 1
    tamper(inserted(end))
    assert (verify().intact, verify().broken_at) == (end - 1, end)
    tamper(f"UPDATE audit_event SET seq = 0 WHERE seq = {end}")
    assert verify().intact == 0
    assert verify().broken_at is not None


def test_a_forger_who_seals_anew_breaks_the_next_event(tamper: Callable[..., None]) -> None:
    event = Event.objects.get(seq=AT)
    event.actor_name = "別人"
    tamper(
        f"UPDATE audit_event SET actor_name = '別人', seal = '{event.expected_seal()}' "
        f"WHERE seq = {AT}"
    )
    assert (verify().intact, verify().broken_at) == (AT, AT + 1)


def test_the_account_manager_is_told_on_the_trail_page(
    cast: Cast, tamper: Callable[..., None]
) -> None:
    assert 'data-kind="success"' in signed_in(cast.ito).get("/trail/").content.decode()
    tamper(f"DELETE FROM audit_event WHERE seq = {AT}")
    page = signed_in(cast.ito).get("/trail/").content.decode()
    (told,) = re.findall(r'data-kind="error" role="alert">(.+?)</div>', page, re.DOTALL)
    assert re.findall(r"\d+", told) == [str(AT)]


# Also what the trail cannot keep as it is: NUL, control characters, halves of surrogate pairs.
WORDS = st.text(max_size=50)
WHOLE = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
DETAIL = st.dictionaries(
    WORDS,
    st.recursive(
        st.none() | st.booleans() | WHOLE | WORDS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=10,
    ),
)


@pytest.mark.django_db
@given(reason=WORDS, label=WORDS, detail=DETAIL)
def test_whatever_is_written_is_read_back_with_the_same_seal(
    reason: str, label: str, detail: dict[str, object]
) -> None:
    with transaction.atomic():
        subject = Subject("post", "1", label)
        who = Signature("1", "佐藤")
        record(Act.HELD, actor=who, subject=subject, reason=reason, detail=detail)
        event = Event.objects.get()
        assert event.detail == storable(detail)
        assert event.seal == event.expected_seal()
        assert verify().broken_at is None
        transaction.set_rollback(True)


@given(detail=DETAIL)
def test_the_canonical_form_survives_every_order_and_every_round_trip(
    detail: dict[str, object],
) -> None:
    kept = storable(detail)
    assert isinstance(kept, dict)
    backwards = dict(reversed(kept.items()))
    assert canonical(json.loads(json.dumps(backwards))) == canonical(kept)
    assert storable(kept) == kept


def test_a_moment_without_a_fraction_is_sealed_with_one(db: None) -> None:
    """PostgreSQL leaves zeros out, the seal has six digits always."""
    with time_machine.travel(dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC), tick=False):
        for _event in range(3):
            record(Act.HELD, actor=Signature("1", "佐藤"), subject=Subject("post", "1", ""))
    events = list(Event.objects.order_by("seq"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        for micros, event in zip((0, 500_000, 120), events, strict=True):
            event.occurred_at = event.occurred_at.replace(microsecond=micros)
            event.previous = events[event.seq - 2].seal if event.seq > 1 else GENESIS
            event.seal = event.expected_seal()
            cursor.execute(
                "UPDATE audit_event SET occurred_at = %s, previous = %s, seal = %s WHERE seq = %s",
                [event.occurred_at, event.previous, event.seal, event.seq],
            )
    assert verify().intact == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET occurred_at = 'infinity' WHERE seq = 7",
        "UPDATE audit_event SET occurred_at = '0044-03-15 BC' WHERE seq = 7",
        "UPDATE audit_event SET detail = '[]' WHERE seq = 7",
        "UPDATE audit_event SET detail = ('1' || repeat('0', 9000))::jsonb WHERE seq = 7",
        f"UPDATE audit_event SET detail = '{'[' * 3000}{']' * 3000}' WHERE seq = 7",
        "UPDATE audit_event SET actor_name = actor_name || chr(34) || ',' WHERE seq = 7",
    ],
)
def test_nothing_odd_in_the_table_stops_the_check(tamper: Callable[..., None], sql: str) -> None:
    tamper(sql)
    assert (verify().intact, verify().broken_at) == (AT - 1, AT)


def test_a_column_emptied_altogether_is_found(tamper: Callable[..., None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event ALTER COLUMN detail DROP NOT NULL")
    tamper(f"UPDATE audit_event SET detail = NULL WHERE seq = {AT}")
    assert verify().broken_at == AT


def test_anybody_can_recompute_a_seal_from_the_fields() -> None:
    """Written down once: a seal that changed with a release would break every chain."""
    assert seal({"seq": 1, "act": "drafted", "reason": "題"}, GENESIS) == (
        "ec5ca2efafecaec670331fbfb42ed1abdcae7a5e12cb51170a6c2018d41bc9e1"
    )
