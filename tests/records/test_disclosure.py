"""情報公開: a bundle that can be checked without this system, with names masked on request."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Event
from posts.models import Post
from records.masking import MASK, Masking
from tests.cast import Cast
from tests.pages.visits import html, visitor
from tests.records.cases import COLORS, full_case, thread
from tests.sight import last_event


def bundle_of(cast: Cast, post: Post, **wishes: object) -> dict[str, bytes]:
    address = reverse("records:disclosure", args=[post.code])
    response = visitor(cast.ito).post(address, wishes)
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_sheet_the_text_the_images_and_the_events(cast: Cast) -> None:
    post = full_case(cast)
    files = bundle_of(cast, post)
    texts = [files[f"text/{n:02}.txt"].decode() for n in range(1, 26)]
    assert texts == list(thread())
    assert [name for name in files if name.endswith(".png")] == [
        f"images/{n:02}.png" for n in range(1, len(COLORS) + 1)
    ]
    assert len(PdfReader(io.BytesIO(files["sheet.pdf"])).pages) >= 1
    assert "comments.txt" not in files
    manifest = json.loads(files["manifest.json"])
    assert manifest["content_digest"] == post.revision.digest
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    for name, sha256 in manifest["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == sha256
    event = last_event(post)
    assert (event.act, event.detail) == ("disclosed", {"comments": False, "masked": 0})


def test_its_events_can_be_checked_without_this_system(cast: Cast, tmp_path: Path) -> None:
    post = cast.scheduled()
    lines = tmp_path / "events.jsonl"
    lines.write_bytes(bundle_of(cast, post)["events.jsonl"])
    tool = Path(settings.BASE_DIR) / "tools" / "verify_export.py"
    command = [sys.executable, "-I", str(tool), str(lines)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines.write_text(lines.read_text(encoding="utf-8").replace("高橋", "低橋"), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_a_masked_name_stands_nowhere_in_it(cast: Cast) -> None:
    post = cast.scheduled()
    files = bundle_of(cast, post, names=["佐藤 花子", "高橋 健一"])
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["sheet.pdf"])).pages)
    for words in [pdf, *(files[name].decode() for name in ("sheet.html", "events.jsonl"))]:
        assert "佐藤" not in words
        assert "高橋" not in words
        assert "田中" in words
        assert MASK in words
    manifest = json.loads(files["manifest.json"])
    assert manifest["masked_names"] == 2
    named = Event.objects.filter(actor_name__in=["佐藤 花子", "高橋 健一"], subject_kind="post")
    assert set(named.values_list("seq", flat=True)) <= set(manifest["masked_events"])
    assert last_event(post).detail["masked"] == 2


def test_each_name_is_offered_with_what_the_person_did(cast: Cast) -> None:
    address = reverse("records:disclosure", args=[cast.scheduled().code])
    page = html(visitor(cast.ito).get(address))
    assert "佐藤 花子（起案しました、提出しました）" in page
    assert "鈴木 一郎（決裁しました）" in page


def test_only_whoever_reads_the_trail_makes_one(cast: Cast) -> None:
    address = reverse("records:disclosure", args=[cast.scheduled().code])
    for person, answer in ((cast.sato, 403), (cast.takahashi, 403), (cast.watanabe, 404)):
        assert visitor(person).get(address).status_code == answer
        assert visitor(person).post(address).status_code == answer


def test_a_name_that_is_not_in_the_case_is_refused(cast: Cast) -> None:
    address = reverse("records:disclosure", args=[cast.scheduled().code])
    answer = visitor(cast.ito).post(address, {"names": ["誰か 知らない"]})
    assert answer.status_code == 422
    assert "佐藤 花子" in html(answer)


@pytest.mark.parametrize(
    ("text", "covered"),
    [("佐藤 花子が起案", f"{MASK}が起案"), ("佐藤", "佐藤"), ("", "")],
)
def test_masking_covers_the_whole_name_only(text: str, covered: str) -> None:
    assert Masking(frozenset({"佐藤 花子"}))(text) == covered


def test_masking_reaches_everything_inside_a_value() -> None:
    cover = Masking(frozenset({"花子"}))
    assert cover.fields({"a": ["花子", 1, None, {"b": "花子さん"}]}) == {
        "a": [MASK, 1, None, {"b": f"{MASK}さん"}]
    }
