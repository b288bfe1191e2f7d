"""Whatever a superuser does to the trail, both verifiers name the first event that is wrong."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from audit.chain import Anchor, anchor_line, canonical, export_header
from audit.events import Act
from audit.log import Signature, Subject, record
from audit.models import Event
from audit.verify import Verdict, verify
from tests.audit.export_tool import Broken, check, number_of
from tests.audit.forgery import KINDS, Trail

# Seven kinds of forgery; together well over five hundred trials for each of the verifiers.
TRIALS = 80
EVENTS = 30
# The others are derived from them.
COLUMNS = ", ".join(str(field.column) for field in Event._meta.concrete_fields)
DETAILS: list[dict[str, object]] = [
    {},
    {"status": ["a", "b, c"], "z": 1},
    {"b": None, "aa": "x: y"},
]


@pytest.fixture
def honest(db: None) -> Trail:
    """The trail as it was written, in the words of an export."""
    for number in range(EVENTS):
        record(
            list(Act)[number % len(Act)],
            actor=Signature(str(1000 + number % 3), "佐藤 花子", "主事", "危機管理課", "代決"),
            subject=Subject("post", f"code-{number}", f"R8-{number:04} 「試験」\\放送"),
            digest="0123456789abcdef" * 4,
            reason=["", '引用"符"', "行\n替え\tと\x01制御"][number % 3],
            detail=DETAILS[number % 3],
        )
    return [json.loads(event.export_line()) for event in Event.objects.order_by("seq")]


@pytest.fixture
def anchors(honest: Trail) -> list[Anchor]:
    """One every seventh event, and one at the end."""
    days = [*range(7, EVENTS, 7), EVENTS]
    seals = {row["seq"]: row["seal"] for row in honest}
    when = Event.objects.get(seq=1).occurred_at.date()
    return [Anchor(number, when, seals[number]) for number in days]


@pytest.fixture
def guards_off(honest: Trail) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")


def found_in_database(trail: Trail, anchors: list[Anchor]) -> Verdict:
    """What ``verify`` says when the table holds these rows instead of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")
        cursor.execute(
            f"INSERT INTO audit_event ({COLUMNS}) SELECT {COLUMNS} "
            "FROM jsonb_populate_recordset(NULL::audit_event, %s::jsonb)",
            [json.dumps(trail)],
        )
        verdict = verify(anchors=anchors)
        transaction.set_rollback(True)
    return verdict


def exported(trail: Trail, anchors: list[Anchor], header: str) -> Iterator[bytes]:
    yield f"{header}\n".encode()
    yield from (f"{anchor_line(anchor)}\n".encode() for anchor in anchors)
    yield from (canonical(row) + b"\n" for row in trail)


def header_of(trail: Trail) -> str:
    begin, end = trail[0], trail[-1]
    return export_header(first=1, count=len(trail), previous=begin["previous"], last=end["seal"])


@pytest.mark.usefixtures("guards_off")
def test_the_honest_trail_passes_both(honest: Trail, anchors: list[Anchor]) -> None:
    verdict = found_in_database(honest, anchors)
    assert (verdict.intact, verdict.broken_at, verdict.anchor) == (EVENTS, None, anchors[-1])
    proof = check(exported(honest, anchors, header_of(honest)))
    assert (proof.events, proof.anchors) == (EVENTS, len(anchors))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("guards_off")
def test_both_verifiers_find_it(kind: str, honest: Trail, anchors: list[Anchor]) -> None:
    header = header_of(honest)
    for trial in range(TRIALS):
        forged, expected = KINDS[kind](
            copy.deepcopy(honest), anchors, random.Random(f"{kind} {trial}")
        )
        verdict = found_in_database(forged, anchors)
        assert verdict.broken_at == expected, (kind, trial, verdict)
        fitting = [anchor for anchor in anchors if anchor.count < expected]
        assert verdict.anchor == max(fitting, default=None), (kind, trial)
        with pytest.raises(Broken) as told:
            check(exported(forged, anchors, header))
        assert number_of(told.value) == expected, (kind, trial, told.value)


@pytest.mark.parametrize("kind", ["cut", "rewrite"])
def test_anchors_kept_elsewhere_expose_a_forged_export(
    kind: str, honest: Trail, anchors: list[Anchor]
) -> None:
    """Whoever forges the export as well writes a header to match, and leaves its anchors out."""
    kept = [anchor_line(anchor).encode() for anchor in anchors]
    for trial in range(TRIALS):
        chance = random.Random(f"export {trial}")
        forged, expected = KINDS[kind](copy.deepcopy(honest), anchors, chance)
        if not forged:
            continue
        header = header_of(forged)
        assert check(exported(forged, [], header)).events == len(forged)
        with pytest.raises(Broken) as told:
            check(exported(forged, [], header), kept)
        assert number_of(told.value) == expected, (trial, told.value)


@pytest.mark.usefixtures("guards_off")
def test_a_rewritten_history_is_dated_by_the_last_anchor_that_fits(
    honest: Trail, anchors: list[Anchor]
) -> None:
    chance = random.Random(4)
    forged, expected = KINDS["rewrite"](copy.deepcopy(honest), anchors, chance)
    verdict = found_in_database(forged, anchors)
    assert verdict.anchor is not None
    assert verdict.broken_at == expected == verdict.anchor.count + 7
    assert f"anew somewhere after event {verdict.anchor.count}, anchored on" in verdict.why
