"""Anchors: what the trail was, day by day, kept where its database does not reach."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from guardian.shortcuts import assign_perm

from audit.anchors import UnreadableAnchors, current, keep, load
from audit.chain import GENESIS, Anchor
from audit.daily import Broken, anchor_of
from audit.models import Event
from audit.verify import verify
from shirai_sns.tasks import anchor_trail
from tests.cast import Cast

DAY = dt.date(2026, 11, 25)


@pytest.fixture
def file(tmp_path: Path, settings: object) -> Path:
    path = tmp_path / "anchors.jsonl"
    settings.TRAIL_ANCHOR_FILE = path  # type: ignore[attr-defined]
    return path


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_an_anchor_holds_the_day_the_count_and_the_last_seal(cast: Cast) -> None:
    last = Event.objects.latest("seq")
    assert current(DAY) == Anchor(last.seq, DAY, last.seal)


def test_an_empty_trail_is_anchored_too(db: None, file: Path) -> None:
    assert anchor_of(DAY) == Anchor(0, DAY, GENESIS)
    assert verify(anchors=load()).broken_at is None


def test_the_file_grows_by_one_line_a_day(cast: Cast, file: Path) -> None:
    first = anchor_of(DAY)
    cast.submitted()
    assert anchor_of(DAY) == first
    second = anchor_of(DAY + dt.timedelta(days=1))
    assert load() == [first, second]
    assert [json.loads(line)["anchor"]["count"] for line in file.read_text().splitlines()] == [
        first.count,
        second.count,
    ]
    assert file.stat().st_mode & 0o777 == 0o640


def test_without_a_file_there_is_an_anchor_all_the_same(cast: Cast) -> None:
    assert anchor_of(DAY).count == Event.objects.count()
    assert load() == []


def test_a_line_that_is_no_anchor_is_shown(cast: Cast, file: Path) -> None:
    anchor_of(DAY)
    with file.open("a") as lines:
        lines.write('{"anchor":{"count":1}}\n')
    with pytest.raises(UnreadableAnchors, match="line 2"):
        load()


def test_what_does_not_verify_is_not_anchored(cast: Cast, file: Path) -> None:
    anchor_of(DAY)
    cast.submitted()
    tamper("UPDATE audit_event SET reason = '別' WHERE seq = (SELECT max(seq) FROM audit_event)")
    with pytest.raises(Broken) as broken:
        anchor_of(DAY + dt.timedelta(days=1))
    assert broken.value.verdict.broken_at == Event.objects.count()
    assert len(load()) == 1


def test_a_cut_off_end_is_found(cast: Cast, file: Path) -> None:
    anchor = anchor_of(DAY)
    tamper(f"DELETE FROM audit_event WHERE seq > {anchor.count - 3}")
    verdict = verify(anchors=load())
    assert verdict.broken_at == anchor.count - 2
    assert str(DAY) in verdict.why
    assert verify().broken_at is None


def test_since_the_last_anchor_only_what_is_new_is_walked(cast: Cast, file: Path) -> None:
    anchor_of(DAY)
    before = Event.objects.count()
    cast.submitted()
    verdict = verify(anchors=load(), since_anchor=True)
    assert (verdict.intact, verdict.broken_at) == (Event.objects.count() - before, None)


def test_older_anchors_are_compared_all_the_same(cast: Cast, file: Path) -> None:
    old = Anchor(5, DAY, Event.objects.get(seq=5).seal)
    keep(old)
    keep(current(DAY))
    tamper("UPDATE audit_event SET seal = repeat('0', 64) WHERE seq = 5")
    verdict = verify(anchors=load(), since_anchor=True)
    assert (verdict.broken_at, verdict.anchor) == (5, None)


def letters() -> dict[str, str]:
    return {message.to[0]: str(message.body) for message in mail.outbox}


def test_the_account_managers_get_the_line_by_mail(cast: Cast, file: Path) -> None:
    cast.ito.email = "ito@city.example.jp"
    cast.ito.save()
    cast.sato.email = "sato@city.example.jp"
    cast.sato.save()
    with override_settings(TRAIL_ANCHOR_MAIL=["kansa@pref.example.jp"]):
        anchor_trail()
    assert letters().keys() == {"ito@city.example.jp", "kansa@pref.example.jp"}
    [anchor] = load()
    assert anchor.count == Event.objects.count()
    assert anchor.date == timezone.localdate()
    for body in letters().values():
        [line] = re.findall(r"^\{.*\}$", body, re.MULTILINE)
        assert line == file.read_text().strip()
    assert all("異常" in message.subject for message in mail.outbox)


def test_whoever_may_read_the_trail_gets_it_as_long_as_they_are_here(cast: Cast) -> None:
    cast.watanabe.email = "watanabe@city.example.jp"
    cast.watanabe.save()
    assign_perm("posts.view_trail", cast.watanabe, cast.channel)
    anchor_trail()
    assert "watanabe@city.example.jp" in letters()
    cast.watanabe.is_active = False
    cast.watanabe.save()
    mail.outbox.clear()
    anchor_trail()
    assert "watanabe@city.example.jp" not in letters()


def test_they_are_told_when_the_trail_is_broken(cast: Cast, file: Path) -> None:
    tamper("DELETE FROM audit_event WHERE seq = 7")
    with override_settings(TRAIL_ANCHOR_MAIL=["kansa@pref.example.jp"]):
        anchor_trail()
    [message] = mail.outbox
    assert "7" in message.subject
    assert "至急" in message.subject
    assert load() == []
