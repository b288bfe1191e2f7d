"""``manage.py verify_trail``: for a nightly job and for the inspector."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit.anchors import current, keep, load
from audit.chain import Anchor, anchor_line
from audit.events import Act
from audit.log import Signature, Subject, record
from audit.models import Event
from audit.spans import split
from audit.stream import Span
from audit.verify import verify
from tests.cast import Cast

DAY = dt.date(2026, 11, 25)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(**options: object) -> str:
    out = io.StringIO()
    call_command("verify_trail", stdout=out, **options)
    return out.getvalue()


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_it_says_how_many_events_are_intact(cast: Cast) -> None:
    cast.scheduled()
    assert said() == f"trail {Event.objects.count()} events intact\n"


def test_without_anchors_it_says_what_it_cannot_see(cast: Cast) -> None:
    stderr = io.StringIO()
    call_command("verify_trail", stdout=io.StringIO(), stderr=stderr)
    assert "No anchor is compared" in stderr.getvalue()


def test_it_ends_in_an_error_that_names_the_broken_event(cast: Cast) -> None:
    tamper("UPDATE audit_event SET reason = '別の理由' WHERE seq = 5")
    with pytest.raises(CommandError, match=r"broken at event 5: .+ \(4 events before it") as error:
        said()
    assert error.value.returncode == 1


def test_it_compares_the_anchors_of_a_file(cast: Cast, tmp_path: Path) -> None:
    mails = tmp_path / "mails.jsonl"
    keep(Anchor(3, DAY, Event.objects.get(seq=3).seal), mails)
    keep(current(DAY), mails)
    assert said(anchors=mails) == f"trail {Event.objects.count()} events intact, 2 anchors fit\n"
    total = Event.objects.count()
    tamper(f"DELETE FROM audit_event WHERE seq = {total}")
    with pytest.raises(CommandError, match=rf"broken at event {total}: .+: {DAY}, event 3"):
        said(anchors=mails)


def test_a_file_of_anchors_that_is_not_there_is_no_proof(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such-file"):
        said(anchors=tmp_path / "no-such-file")


def test_since_the_last_anchor_it_counts_what_is_new(
    cast: Cast, tmp_path: Path, settings: object
) -> None:
    settings.TRAIL_ANCHOR_FILE = tmp_path / "anchors.jsonl"  # type: ignore[attr-defined]
    out = io.StringIO()
    call_command("anchor_trail", stdout=out)
    [anchor] = load()
    assert out.getvalue() == f"{anchor_line(anchor)}\n"
    cast.submitted()
    new = Event.objects.count() - anchor.count
    assert said(since_anchor=True) == f"trail {new} events intact, 1 anchors fit\n"


def test_on_a_terminal_it_shows_how_far_it_is(cast: Cast) -> None:
    terminal, count = Terminal(), Event.objects.count()
    call_command("verify_trail", stdout=io.StringIO(), stderr=terminal)
    assert terminal.getvalue().endswith(f"{'█' * 40} {count} / {count}\n")


def test_an_empty_trail_is_no_trouble_for_the_terminal(db: None) -> None:
    call_command("verify_trail", stdout=io.StringIO(), stderr=Terminal())


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_the_number_of_workers_is_a_number(workers: str) -> None:
    with pytest.raises(CommandError, match="not a number of processes"):
        call_command("verify_trail", "--workers", workers)


@pytest.mark.django_db(transaction=True)
def test_several_processes_find_what_one_finds() -> None:
    for number in range(40):
        with transaction.atomic():
            subject = Subject("post", str(number), f"R8-{number:04}")
            record(Act.REVISED, actor=Signature("1", "佐藤"), subject=subject)
    anchors = [Anchor(n, DAY, Event.objects.get(seq=n).seal) for n in (11, 23)]
    assert verify(anchors=anchors, workers=2) == verify(anchors=anchors)
    try:
        tamper("UPDATE audit_event SET seal = repeat('0', 64) WHERE seq IN (17, 31)")
        found = verify(anchors=anchors, workers=2)
        assert (found.intact, found.broken_at, found.anchor) == (16, 17, anchors[0])
        tamper("DELETE FROM audit_event WHERE seq IN (5, 30)")
        assert verify(anchors=anchors, workers=2).broken_at == 5
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")


def test_the_parts_are_cut_at_anchors_and_leave_nothing_out() -> None:
    anchored = {270: "a", 480: "b"}
    span = Span(0, 1000, "g", anchored)
    parts = split(span, 4, lambda numbers: {number: f"seal {number}" for number in numbers})
    assert [(part.after, part.until, part.previous) for part in parts] == [
        (0, 270, "g"),
        (270, 480, "a"),
        (480, 750, "b"),
        (750, 1000, "seal 750"),
    ]
    assert [dict(part.anchored) for part in parts] == [{270: "a"}, {480: "b"}, {}, {}]


def test_where_the_event_of_a_cut_is_gone_there_is_no_cut() -> None:
    parts = split(Span(0, 8, "g"), 4, lambda _numbers: {4: "seal 4"})
    assert [(part.after, part.until) for part in parts] == [(0, 4), (4, 8)]


def test_a_short_span_has_few_parts() -> None:
    assert split(Span(0, 0, "g"), 8, lambda _numbers: {}) == []
    parts = split(Span(0, 2, "g"), 8, lambda numbers: dict.fromkeys(numbers, "s"))
    assert sum(part.until - part.after for part in parts) == 2
