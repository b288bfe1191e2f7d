"""A trail of a million events of a city, with people, sections and titles of its own."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from audit.chain import GENESIS
from audit.models import Event

BEGIN = dt.datetime(2016, 4, 1, tzinfo=dt.UTC)
# Ten years of them.
PAUSE = dt.timedelta(seconds=330)
AT_ONCE = 20_000
# How many of a hundred events are what.
SHARES = {
    "drafted": 16,
    "submitted": 14,
    "decided": 14,
    "confirmed": 24,
    "claimed": 10,
    "published": 10,
    "signed_in": 8,
    "revised": 2,
    "sent_back": 1,
    "held": 1,
}
ACTS = [act for act, share in SHARES.items() for _n in range(share)]
FAMILIES = [
    "佐藤",
    "鈴木",
    "髙橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
]
NAMES = ["花子", "一郎", "健一", "陽子", "美咲", "翔"]
PEOPLE = [f"{family} {name}" for family in FAMILIES for name in NAMES]
SECTIONS = [
    "危機管理課",
    "しろいの魅力発信課",
    "課税課",
    "健康課",
    "環境課",
    "生涯学習課",
    "道路課",
    "産業振興課",
]
TITLES = [
    "試験放送のお知らせ",
    "梨まつりの開催",
    "粗大ごみの収集日変更",
    "総合防災訓練",
    "予防接種の案内",
    "市民講座の募集",
    "道路工事に伴う通行止め",
    "断水のお知らせ",
    "確定申告の相談会",
    "臨時休館",
]


def seed(count: int) -> None:
    """Fill the empty trail; the index of its words is built when they are all there."""
    columns = [str(field.column) for field in Event._meta.local_concrete_fields]
    lines = _lines(count, columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX event_words")
        while block := list(islice(lines, AT_ONCE)):
            copy = f"COPY audit_event ({', '.join(columns)}) FROM STDIN"
            cursor.cursor.copy_expert(copy, io.StringIO("".join(block)))
        cursor.execute("CREATE INDEX event_words ON audit_event USING gin (words gin_trgm_ops)")
        cursor.execute("VACUUM ANALYZE audit_event")


def _lines(count: int, columns: list[str]) -> Iterator[str]:
    dice, previous = random.Random(1), GENESIS
    for seq in range(1, count + 1):
        event = _event(seq, dice)
        event.previous = previous
        event.seal = previous = event.expected_seal()
        yield "\t".join(_cell(getattr(event, column)) for column in columns) + "\n"


def _event(seq: int, dice: random.Random) -> Event:
    who, case, act = dice.randrange(len(PEOPLE)), seq // 10, ACTS[seq * 37 % 100]
    number = f"R{case // 10_000 + 1}-{case % 10_000:04}"
    return Event(
        seq=seq,
        occurred_at=BEGIN + seq * PAUSE,
        act=act,
        actor_number=f"{3000 + who}",
        actor_name=PEOPLE[who],
        actor_title="主事",
        actor_section=SECTIONS[who % len(SECTIONS)],
        subject_kind="post",
        subject_code=f"00000000-0000-4000-8000-{case:012}",
        subject_label=f"{number} {TITLES[case % 10]}（第{case % 97}回）",
        digest=f"{case:064x}",
        reason="会場名が誤っているため" if act in {"sent_back", "held"} else "",
        detail={"x_id": f"{seq << 22}"} if act == "published" else {"status": ["draft", "held"]},
        ip="192.0.2.17",
        session=f"{who:016x}",
    )


def _cell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
