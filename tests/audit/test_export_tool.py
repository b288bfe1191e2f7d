"""``tools/verify_export.py`` as a third party runs it: a bare Python, a file, an answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audit.anchors import current
from audit.chain import anchor_line, export_header, selection_header
from audit.models import Event
from tests.audit.export_tool import PATH
from tests.cast import Cast


@pytest.fixture
def lines(cast: Cast) -> list[str]:
    """A whole export, its anchor second."""
    cast.submitted()
    events = list(Event.objects.order_by("seq"))
    first, last = events[0], events[-1]
    header = export_header(first=1, count=last.seq, previous=first.previous, last=last.seal)
    anchor = anchor_line(current(last.occurred_at.date()))
    return [header, anchor, *(event.export_line() for event in events)]


def run(folder: Path, lines: list[str], *arguments: str | Path) -> tuple[int, str]:
    """Its exit status and what it said. Without the site's packages, from another folder."""
    export = folder / "export.jsonl"
    export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", PATH, export, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_an_intact_export_passes(tmp_path: Path, lines: list[str]) -> None:
    assert run(tmp_path, lines) == (0, f"{len(lines) - 2} events intact, 1 anchors fit\n")


def test_a_broken_one_names_the_event(tmp_path: Path, lines: list[str]) -> None:
    lines[5] = lines[5].replace('"reason":""', '"reason":"後から"')
    code, words = run(tmp_path, lines)
    assert (code, words) == (1, "broken at event 4: its words do not match its seal\n")


def test_the_same_words_written_otherwise_are_not_the_export(
    tmp_path: Path, lines: list[str]
) -> None:
    """A second member of the same name would show one reader this and another that."""
    for other in (lines[5].replace(":", ": ", 1), '{"act":"decided",' + lines[5][1:]):
        assert run(tmp_path, [*lines[:5], other, *lines[6:]])[0] == 1


def test_a_part_of_the_trail_is_checked_from_its_own_beginning(
    tmp_path: Path, lines: list[str]
) -> None:
    events = list(Event.objects.filter(seq__gt=3).order_by("seq"))
    header = export_header(
        first=4, count=len(events), previous=events[0].previous, last=events[-1].seal
    )
    assert run(tmp_path, [header, *lines[5:]])[0] == 0
    assert run(tmp_path, [header, *lines[6:]]) == (1, "broken at event 4: it is missing\n")


def test_of_a_selection_every_event_is_checked_by_itself(tmp_path: Path, lines: list[str]) -> None:
    header = selection_header(count=2)
    code, words = run(tmp_path, [header, lines[3], lines[7]])
    assert (code, words) == (0, "2 selected events intact, each by itself, 0 anchors fit\n")
    assert run(tmp_path, [header, lines[7], lines[3]])[0] == 1
    assert run(tmp_path, [header, lines[3]])[0] == 1


def test_anchors_kept_elsewhere_are_compared(tmp_path: Path, lines: list[str]) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text(f"{lines[1]}\n")
    assert run(tmp_path, [lines[0], *lines[2:]], "--anchors", kept)[0] == 0
    events = list(Event.objects.order_by("seq"))[:-1]
    header = export_header(
        first=1, count=len(events), previous=events[0].previous, last=events[-1].seal
    )
    code, words = run(tmp_path, [header, *lines[2:-1]], "--anchors", kept)
    assert code == 1
    assert f"broken at event {len(events) + 1}: it is missing" in words


@pytest.mark.parametrize(
    "first",
    [
        "",
        "seq,act",
        "[]",
        '{"header":{}}',
        '{"header":{"format":"trail/1","complete":true}}',
        '{"header":{"format":"trail/2","complete":false,"count":0}}',
    ],
)
def test_what_is_no_export_is_said_to_be_none(tmp_path: Path, first: str) -> None:
    code, words = run(tmp_path, [first])
    assert code == 2
    assert words.startswith("unreadable: ")


@pytest.mark.parametrize(
    "odd",
    ["\0", "nonsense", "[1]", "null", '{"seq":1}', '{"seq":true}', '{"anchor":1}', "[" * 5000],
)
def test_nothing_odd_ends_in_a_traceback(tmp_path: Path, lines: list[str], odd: str) -> None:
    assert run(tmp_path, [lines[0], lines[1], odd, *lines[3:]])[0] in {1, 2}


def test_a_missing_file_is_no_broken_trail(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PATH, tmp_path / "none"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
