"""The trail in files: what Excel opens, what stays text, what a verifier recomputes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from audit.chain import GENESIS, canonical
from audit.events import Act
from audit.export import commas, formats, selection, workbook
from audit.export.selection import Selection
from audit.log import Signature
from audit.models import Event
from tests.audit.events import about, happened

pytestmark = pytest.mark.django_db
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠a",
]
PLAIN = ["a=1", " =1", "'=1", "#N/A", "1-1", '"=1"', "日付:\r\n11月,25日", "髙橋﨑"]


def file(kind: str, events: Any = None) -> bytes:
    chosen = Selection.now(Event.objects.all() if events is None else events, whole=events is None)
    return b"".join(formats.stream(kind, chosen, chosen.batches()))


def read_csv(content: bytes, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def read_xlsx(content: bytes) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(content))
    rows = [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    names = [str(cell.value) for cell in book.worksheets[0][1]]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_csv_begins_with_a_bom_and_its_lines_end_as_windows_wants() -> None:
    happened()
    content = file("csv")
    assert content.startswith(b'\xef\xbb\xbf"')
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_the_columns_say_who_when_what_and_why() -> None:
    event = happened(
        Act.SENT_BACK, reason="日付の誤り", detail={"status": ["pr_review", "returned"]}
    )
    (row,) = read_csv(file("csv"), "utf-8-sig")
    local = timezone.localtime(event.occurred_at)
    assert row["日時（ISO 8601）"] == local.isoformat("T", "seconds")
    assert row["日時（ISO 8601）"].endswith("+09:00")
    assert row["日時（和暦）"].startswith(f"令和{local.year - 2018}年{local.month}月{local.day}日(")
    assert [row[name] for name in ("番号", "課", "職名", "職員", "職員番号")] == [
        *(str(event.seq), "危機管理課", "主事", "佐藤 花子", "3001")
    ]
    assert row["変更内容"] == "状態：確認中 → 差戻し"
    assert (row["理由"], row["案件番号"]) == ("日付の誤り", "R8-0012")
    assert row["誰が・何をしたか"] == "危機管理課 主事 佐藤 花子 が差し戻しました"
    assert row["封印（ハッシュ）"] == event.seal


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_text_in_every_format(text: str) -> None:
    happened(reason=text)
    for kind, encoding in (("csv", "utf-8-sig"), ("cp932", "cp932")):
        (row,) = read_csv(file(kind), encoding)
        assert row["理由"] == f"'{text}"
    (cells,) = load_workbook(io.BytesIO(file("xlsx"))).worksheets[0].iter_rows(min_row=2)
    assert cells[12].data_type == "s"
    assert str(cells[12].value).strip() == text.strip()


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_comes_back_as_it_was(text: str) -> None:
    happened(reason=text)
    assert read_csv(file("csv"), "utf-8-sig")[0]["理由"] == text
    assert read_csv(file("cp932"), "cp932")[0]["理由"] == text
    assert read_xlsx(file("xlsx"))[0]["理由"].replace("\r\n", "\n") == text.replace("\r\n", "\n")


def test_characters_that_cp932_lacks_are_replaced_and_listed() -> None:
    happened(
        actor=Signature("1", "髙橋 﨑"), reason="𠮷田さんの🍐〜—é", subject=about("R8-0012 ①㈱Ⅲ")
    )
    (row,) = read_csv(file("cp932"), "cp932")
    assert row["理由"] == "〓田さんの〓～―〓"
    assert row["職員"] == "髙橋 﨑"
    assert row["対象"] == "R8-0012 ①㈱Ⅲ"
    listed = formats.replaced(Selection.now(Event.objects.all(), whole=True).batches())
    assert {(found.original, found.code, found.instead) for found in listed} == {
        ("𠮷", "U+20BB7", "〓"),
        ("🍐", "U+1F350", "〓"),
        ("〜", "U+301C", "～"),
        ("—", "U+2014", "―"),
        ("é", "U+00E9", "〓"),
    }


def test_utf_8_keeps_them_all() -> None:
    happened(reason="𠮷🍐〜—é髙﨑")
    assert read_csv(file("csv"), "utf-8-sig")[0]["理由"] == "𠮷🍐〜—é髙﨑"
    assert read_xlsx(file("xlsx"))[0]["理由"] == "𠮷🍐〜—é髙﨑"
    assert formats.replaced([[]]) == []


def test_a_workbook_takes_what_excel_cannot_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_PER_SHEET", 2)
    for reason in ("\x01\x0b", "長" * 40_000, "=" + "1" * 40_000, "終わり"):
        happened(reason=reason)
    content = file("xlsx")
    assert load_workbook(io.BytesIO(content)).sheetnames == ["証跡", "証跡 2"]
    assert [len(row["理由"]) for row in read_xlsx(content)] == [2, 32_000, 32_000, 3]


def test_json_lines_give_back_the_sealed_bytes_and_the_unbroken_chain() -> None:
    for reason in ("=1", "🍐\u2028", ""):
        happened(reason=reason)
    header, *lines = file("jsonl").decode().removesuffix("\n").split("\n")
    head = json.loads(header)["header"]
    assert (head["complete"], head["count"], head["first"]) == (True, 3, 1)
    previous = head["previous"]
    assert previous == GENESIS
    for line in lines:
        fields = json.loads(line)
        seal = fields.pop("seal")
        assert fields["previous"] == previous
        assert hashlib.sha256(canonical(fields)).hexdigest() == seal
        previous = seal
    assert head["last"] == previous


def test_a_selection_says_that_it_is_not_all() -> None:
    happened(Act.HELD)
    happened()
    header, line = file("jsonl", Event.objects.filter(act=Act.HELD)).decode().splitlines()
    assert json.loads(header)["header"]["complete"] is False
    assert json.loads(line)["act"] == "held"


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_every_event_is_there_once_and_in_order(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "BATCH", 3)
    seqs = [happened().seq for _n in range(8)]
    content = file(kind)
    if kind == "jsonl":
        got = [json.loads(line)["seq"] for line in content.decode().splitlines()[1:]]
    elif kind == "xlsx":
        got = [row["番号"] for row in read_xlsx(content)]
    else:
        got = [int(row["番号"]) for row in read_csv(content, "utf-8-sig")]
    assert got == seqs


def test_what_happens_during_an_export_is_not_in_it() -> None:
    seqs = [happened().seq for _n in range(2)]
    chosen = Selection.now(Event.objects.all(), whole=True)
    happened()
    assert [event.seq for batch in chosen.batches() for event in batch] == seqs
    assert chosen.count == 2


def test_a_stream_speaks_the_language_it_was_asked_in() -> None:
    happened()
    chosen = Selection.now(Event.objects.all(), whole=True)
    parts = formats.spoken("en", formats.stream("csv", chosen, chosen.batches()))
    with translation.override("ja"):
        text = b"".join(parts).decode()
        assert translation.get_language() == "ja"
    assert "drafted" in text
    assert '"When (Japanese era)"' in text
    assert "令和" in text


def test_the_guard_leaves_numbers_alone() -> None:
    assert commas.guard(-1) == -1
