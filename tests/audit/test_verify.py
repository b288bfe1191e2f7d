"""Whoever gets past the guards, as a superuser can, is found out at the very event."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit.chain import GENESIS, seal
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


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
DETAIL = st.dictionaries(WORDS, WORDS | st.integers(-(10**9), 10**9) | st.none() | st.lists(WORDS))


@pytest.mark.django_db
@given(reason=WORDS, label=WORDS, detail=DETAIL)
def test_whatever_is_written_is_read_back_with_the_same_seal(
    reason: str, label: str, detail: dict[str, object]
) -> None:
    with transaction.atomic():
        subject = Subject("post", "1", label)
        who = Signature("1", "佐藤")
        record(Act.HELD, actor=who, subject=subject, reason=reason, detail=detail)
        assert verify().broken_at is None
        transaction.set_rollback(True)


def test_anybody_can_recompute_a_seal_from_the_fields() -> None:
    """Written down once: a seal that changed with a release would break every chain."""
    assert seal({"seq": 1, "act": "drafted", "reason": "題"}, GENESIS) == (
        "ec5ca2efafecaec670331fbfb42ed1abdcae7a5e12cb51170a6c2018d41bc9e1"
    )
