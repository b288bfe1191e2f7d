"""A valid trail of any length, sealed here and brought in with COPY."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from audit.chain import GENESIS, Anchor, seal
from audit.stream import COLUMNS

BEGIN = dt.datetime(2021, 4, 1, tzinfo=dt.UTC)
PAUSE = dt.timedelta(seconds=157, microseconds=7)
# An anchor for about every day of five years.
PER_DAY = 550
AT_ONCE = 20_000
STEPS: list[tuple[str, dict[str, object], str]] = [
    ("drafted", {}, ""),
    ("submitted", {"status": ["draft", "chief_review"], "round": 1}, ""),
    ("decided", {"status": ["chief_review", "pr_review"], "round": 1}, ""),
    ("sent_back", {"status": ["pr_review", "returned"]}, "「曜日」が違います。\n直して\tから"),
    ("submitted", {"status": ["returned", "chief_review"], "round": 2}, ""),
    ("confirmed", {"round": 2, "stage": "pr"}, ""),
    ("published", {"status": ["publishing", "published"], "segment": 0}, ""),
]
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n"})


def seed(count: int) -> list[Anchor]:
    """Put a trail of ``count`` events in the place of whatever is there."""
    anchors: list[Anchor] = []
    lines = _lines(count, anchors)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")
        cursor.execute("TRUNCATE audit_event")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_no_truncate")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE tablename = 'audit_event' AND indexname != 'audit_event_pkey'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        while block := "".join(islice(lines, AT_ONCE)):
            copy = f"COPY audit_event ({', '.join(COLUMNS)}) FROM STDIN"
            cursor.copy_expert(copy, io.StringIO(block))
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE audit_event")
    return anchors


def _lines(count: int, anchors: list[Anchor]) -> Iterator[str]:
    previous = GENESIS
    for number in range(1, count + 1):
        fields = _fields(number)
        sealed = seal(fields, previous)
        row = fields | {"previous": previous, "seal": sealed}
        row["detail"] = json.dumps(fields["detail"])
        yield "\t".join(str(row[name]).translate(ESCAPES) for name in COLUMNS) + "\n"
        previous = sealed
        if number % PER_DAY == 0:
            anchors.append(Anchor(number, (BEGIN + number * PAUSE).date(), previous))


def _fields(number: int) -> dict[str, object]:
    """One of a request's seven events; the last of them tells what no other does."""
    case, step = divmod(number, len(STEPS))
    act, detail, reason = STEPS[step]
    digest = hashlib.sha256(str(case).encode()).hexdigest()
    if act == "published":
        detail = {**detail, "payload": digest[::-1], "x_id": str(number << 22)}
    return {
        "seq": number,
        "occurred_at": (BEGIN + number * PAUSE).isoformat(timespec="microseconds"),
        "act": act,
        "actor_number": "3001",
        "actor_name": "佐藤 花子",
        "actor_title": "主事",
        "actor_section": "危機管理課",
        "on_behalf_of": "",
        "subject_kind": "post",
        "subject_code": f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-9a51-{digest[:12]}",
        "subject_label": f"R8-{case:06d} 防災行政無線の試験放送のお知らせ",
        "digest": digest,
        "reason": reason,
        "detail": detail,
        "ip": "192.0.2.17",
        "session": digest[:16],
    }
