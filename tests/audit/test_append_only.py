"""The trail cannot be changed: not through the models, not through raw SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from audit.verify import verify
from tests.cast import Cast

# Not SELECT *: the words of the search are derived, and no statement may give them.
COLUMNS = ", ".join(str(field.column) for field in Event._meta.local_concrete_fields)


@pytest.fixture
def trail(cast: Cast) -> Iterator[list[Event]]:
    """The trail after a request was submitted; still the same when the test has ended."""
    cast.submitted()
    before = list(Event.objects.values())
    assert before
    yield list(Event.objects.order_by("seq"))
    assert list(Event.objects.values()) == before
    assert verify().intact == len(before)


@pytest.fixture
def truncation_guard(trail: list[Event]) -> None:
    """tests/conftest.py takes this guard off for its own clean-up; it ends with the test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_no_truncate")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor_name = '別人'",
        "UPDATE audit_event SET reason = reason WHERE seq = 1",
        "UPDATE audit_event SET seq = seq WHERE false",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)",
        f"""
        INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS} FROM audit_event WHERE seq = 1
        ON CONFLICT (seq) DO UPDATE SET actor_name = '別人'
        """,
        """
        MERGE INTO audit_event e USING (SELECT 1 AS one) o ON e.seq = o.one
        WHEN MATCHED THEN DELETE
        """,
        "WITH gone AS (DELETE FROM audit_event RETURNING *) SELECT count(*) FROM gone",
    ],
)
def test_raw_sql_changes_nothing(trail: list[Event], sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("more", ["", " CASCADE", " RESTART IDENTITY"])
@pytest.mark.usefixtures("truncation_guard")
def test_the_trail_is_not_truncated(more: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only: TRUNCATE"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_event" + more)


def test_the_migrations_put_the_guards_on_and_only_the_tests_take_one_off(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger "
            "WHERE tgrelid = 'audit_event'::regclass AND NOT tgisinternal"
        )
        guards = dict(cursor.fetchall())
    assert guards == {"audit_event_append_only": "O", "audit_event_no_truncate": "D"}


def test_an_event_is_not_saved_again(trail: list[Event]) -> None:
    event = trail[0]
    event.actor_name = "別人"
    with pytest.raises(TypeError, match="never edited"):
        event.save()
    with pytest.raises(TypeError, match="never edited"):
        event.save(update_fields=["actor_name"])


def test_an_event_is_not_deleted(trail: list[Event]) -> None:
    with pytest.raises(TypeError, match="never deleted"):
        trail[0].delete()


def test_events_are_not_changed_in_bulk(trail: list[Event]) -> None:
    with pytest.raises(TypeError, match="never edited"):
        Event.objects.filter(seq=1).update(actor_name="別人")
    with pytest.raises(TypeError, match="never deleted"):
        Event.objects.all().delete()
    with pytest.raises(TypeError, match="never edited"), transaction.atomic():
        Event.objects.bulk_update(trail, ["actor_name"])
