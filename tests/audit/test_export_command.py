"""``manage.py export_trail``: any number of events, without a browser."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.events import Act
from audit.models import Event
from tests.audit.events import happened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["csv", "cp932", "xlsx", "jsonl"])
def test_the_file_is_written_and_the_trail_says_so(kind: str, tmp_path: Path) -> None:
    happened()
    out, file = StringIO(), tmp_path / "trail"
    call_command("export_trail", file, format=kind, stdout=out)
    assert out.getvalue() == f"1 events written to {file}\n"
    assert file.stat().st_size > 200
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == (Act.TRAIL_EXPORTED, "システム")
    assert event.detail == {"format": kind, "count": 1, "newest": event.seq - 1, "filter": {}}


def test_it_takes_the_filter_of_the_page(tmp_path: Path) -> None:
    happened(Act.HELD)
    happened()
    call_command("export_trail", tmp_path / "trail", act="held", stdout=StringIO())
    assert "保留" in (tmp_path / "trail").read_text("utf-8-sig")
    assert Event.objects.latest("seq").detail["filter"] == {"act": "held"}


@pytest.mark.parametrize(("option", "value"), [("year", "1066"), ("number", "12"), ("act", "sang")])
def test_a_wrong_filter_is_named_and_nothing_written(
    option: str, value: str, tmp_path: Path
) -> None:
    happened()
    with pytest.raises(CommandError, match=f"--{option}: "):
        call_command("export_trail", tmp_path / "trail", **{option: value})
    assert not (tmp_path / "trail").exists()
    assert Event.objects.count() == 1


def test_without_any_event_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No event fits"):
        call_command("export_trail", tmp_path / "trail")
    assert not (tmp_path / "trail").exists()
