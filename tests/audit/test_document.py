"""docs/trail.md is what a third party relies on: its example is recomputed, its lists complete."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from audit.chain import GENESIS, canonical, seal
from audit.models import Event
from tests.audit.export_tool import check

TEXT = (Path(__file__).parents[2] / "docs" / "trail.md").read_text(encoding="utf-8")
EXAMPLE, _ANCHOR, EXPORT = re.findall(r"^```json\n(.+?)\n```$", TEXT, re.MULTILINE | re.DOTALL)
[SEAL] = re.findall(r"and their seal: `([0-9a-f]{64})`", TEXT)


def test_the_worked_example_is_right() -> None:
    assert hashlib.sha256(EXAMPLE.encode()).hexdigest() == SEAL
    fields = json.loads(EXAMPLE)
    assert canonical(fields) == EXAMPLE.encode()
    assert fields.pop("previous") == GENESIS
    assert seal(fields, GENESIS) == SEAL


def test_the_example_of_an_export_passes_the_check() -> None:
    verdict = check(f"{line}\n".encode() for line in EXPORT.splitlines())
    assert (verdict.events, verdict.anchors, verdict.complete) == (2, 1, True)
    assert SEAL in EXPORT


def test_every_member_of_an_event_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", TEXT.partition("The keys of `detail`")[0]))
    assert {field.attname for field in Event._meta.concrete_fields} <= explained
    assert json.loads(EXAMPLE).keys() | {"seal"} == {
        field.attname for field in Event._meta.concrete_fields
    }
