"""The README tells the truth about what can be checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from posts.workflow import TRANSITIONS, Status

ROOT = Path(__file__).resolve().parents[2]
READMES = ["README.md", "README.ja.md"]


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_states_is_the_one_in_the_code(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| \S+ \| (.+) \|$", _read(name), re.MULTILINE)
    told = {old: set() if onward == "–" else set(onward.split(", ")) for old, onward in rows}
    true = {old.value: {new.value for new in TRANSITIONS[old]} for old in Status}
    assert told == true


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_it_names_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", _read(name)))
    assert named
    assert named <= targets


@pytest.mark.parametrize("name", READMES)
def test_every_file_it_links_to_exists(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", _read(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_japanese_labels_in_the_table_are_the_ones_on_the_screen() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", _read("README.ja.md"), re.MULTILINE))
    with translation.override("ja"):
        assert rows == {status.value: status.label for status in Status}


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
