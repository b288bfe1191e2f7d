"""書き出す: what the filter finds, in a file, and the record of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from audit.export import formats
from audit.models import Event
from tests.cast import Cast
from tests.pages.reading import read, summary
from tests.pages.visits import visitor

EXPORT = reverse("audit:export")


def export(cast: Cast, kind: str, **asked: str) -> HttpResponseBase:
    return visitor(cast.ito).post(EXPORT, {"format": kind, **asked})


def content(response: HttpResponseBase) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "begins", "suffix"),
    [
        ("csv", b"\xef\xbb\xbf", ".csv"),
        ("cp932", '"番号"'.encode("cp932"), ".csv"),
        ("xlsx", b"PK", ".xlsx"),
        ("jsonl", b'{"header":', ".jsonl"),
    ],
)
def test_the_file_comes_in_every_format(kind: str, begins: bytes, suffix: str, cast: Cast) -> None:
    response = export(cast, kind)
    assert content(response).startswith(begins)
    name = f"trail-{timezone.localtime():%Y%m%d-}"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{name}')
    assert response["Content-Disposition"].endswith(f'{suffix}"')
    assert response["Cache-Control"] == "private, no-store"


def test_an_export_is_recorded_with_format_count_and_filter(cast: Cast) -> None:
    cast.in_review()
    count, last = Event.objects.filter(act="drafted").count(), Event.objects.latest("seq").seq
    export(cast, "csv", act="drafted", words="試験")
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.subject_label) == (
        *("trail_exported", "伊藤 美咲", "証跡"),
    )
    assert event.detail == {
        "format": "csv",
        "count": count,
        "newest": last,
        "filter": {"act": "drafted", "words": "試験"},
    }
    page = read(visitor(cast.ito).get(reverse("audit:trail")))
    row = page.one("tr", id=f"event-{event.seq}")
    assert "形式：CSV" in row.text
    assert f"件数：{count}" in row.text


def test_the_file_holds_what_the_filter_found(cast: Cast) -> None:
    post = cast.in_review()
    cast.in_review()
    page = read(visitor(cast.ito).get(reverse("audit:trail"), {"number": post.number}))
    form = page.one("form", action=EXPORT)
    asked = {e.attributes["name"]: e.attributes["value"] for e in form.all("input", type="hidden")}
    asked.pop("csrfmiddlewaretoken", None)
    assert asked == {"number": post.number}
    rows = csv.DictReader(io.StringIO(content(export(cast, "csv", **asked)).decode("utf-8-sig")))
    assert {row["案件番号"] for row in rows} == {post.number}


def test_the_whole_trail_is_marked_as_whole_and_a_part_as_a_part(cast: Cast) -> None:
    count = Event.objects.count()
    whole = content(export(cast, "jsonl")).decode().splitlines()
    assert json.loads(whole[0])["header"]["complete"] is True
    assert len(whole) == count + 1
    part = content(export(cast, "jsonl", act="appointed")).decode().splitlines()
    assert json.loads(part[0])["header"]["complete"] is False


def test_before_characters_are_replaced_they_are_shown(cast: Cast) -> None:
    cast.draft(title="𠮷田さんの🍐と髙橋さんの桃")
    before = Event.objects.count()
    client = visitor(cast.ito)
    page = read(client.post(EXPORT, {"format": "cp932", "act": "drafted"}))
    rows = [[cell.text for cell in row.all("td")] for row in page.all("tr", class_="table__row")]
    assert rows == [["🍐", "U+1F350", "〓"], ["𠮷", "U+20BB7", "〓"]]
    assert Event.objects.count() == before
    form = page.one("form", action=EXPORT)
    asked = {e.attributes["name"]: e.attributes["value"] for e in form.all("input", type="hidden")}
    assert [button.attributes["value"] for button in form.all("button")] == ["cp932", "csv"]
    asked.pop("csrfmiddlewaretoken", None)
    assert asked == {"act": "drafted", "agreed": "on"}
    text = content(client.post(EXPORT, {**asked, "format": "cp932"})).decode("cp932")
    assert "〓田さんの〓と髙橋さんの桃" in text
    assert Event.objects.latest("seq").act == "trail_exported"


@pytest.mark.parametrize("kind", ["cp932", "xlsx"])
def test_too_many_for_excel_are_refused_with_what_to_do_instead(
    kind: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_FOR_EXCEL", 1)
    response = export(cast, kind, words="危機管理課")
    assert response.status_code == 422
    page = read(response)
    assert "年度や期間で絞り込むか、CSV（UTF-8）を選んでください" in summary(page).text
    assert page.one("input", name="words", type="text").attributes["value"] == "危機管理課"
    assert not Event.objects.filter(act="trail_exported").exists()
    assert content(export(cast, "csv", words="危機管理課"))


@pytest.mark.parametrize(
    "wrong", [{"format": "doc"}, {"format": ""}, {"format": "csv", "act": "sang"}, {}]
)
def test_what_cannot_be_exported_is_said(wrong: dict[str, str], cast: Cast) -> None:
    response = visitor(cast.ito).post(EXPORT, wrong)
    assert response.status_code == 422
    assert summary(read(response)).text
    assert not Event.objects.filter(act="trail_exported").exists()


def test_nothing_found_is_nothing_to_export(cast: Cast) -> None:
    response = export(cast, "jsonl", words="どこにもない語")
    assert response.status_code == 422
    assert "書き出せません" in summary(read(response)).text


def test_an_english_reader_gets_english_headings(cast: Cast) -> None:
    client = visitor(cast.ito)
    client.cookies["django_language"] = "en"
    text = content(client.post(EXPORT, {"format": "csv"})).decode("utf-8-sig")
    assert text.startswith('"No.","When (ISO 8601)"')
    assert Event.objects.latest("seq").subject_label == "証跡"
