"""The interface is Japanese, all of it, in the city hall's own words; English is complete."""

from __future__ import annotations

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import TextChoices
from django.test import Client
from django.utils import translation

from accounts.models import Section
from accounts.roles import Role
from approvals.events import Stage, Verdict
from audit.events import Act
from posts.models import Category, Channel, Lane
from posts.workflow import LABELS, Status
from publishing.models import Attempt, Credential
from publishing.worker import no_credential
from tests.cast import PASSWORD, Cast
from tests.house.catalog import Entry, read_po

ROOT = Path(settings.BASE_DIR)
PO = ROOT / "locale" / "ja" / "LC_MESSAGES" / "django.po"
ENTRIES = read_po(PO)
REFRESH = "run `make messages` and translate what is new in locale/ja/LC_MESSAGES/django.po"
# What people never see: as in the Makefile's target `messages`.
IGNORED = ("tests", ".venv", ".run", "x_sandbox", "devstack")
ROOMS = ("accounts", "approvals", "audit", "posts", "publishing", "records", "shirai_sns")

STATUSES = {
    "draft": "下書き",
    "chief_review": "決裁待ち",
    "pr_review": "確認中",
    "scheduled": "投稿待ち",
    "publishing": "投稿処理中",
    "uncertain": "結果不明",
    "failed": "投稿失敗",
    "held": "保留",
    "returned": "差戻し",
    "published": "投稿済",
    "removing": "削除処理中",
    "removed": "削除済",
    "rejected": "却下",
    "withdrawn": "取下げ",
}
CHOICES: list[type[TextChoices]] = [
    Act, Attempt.Outcome, Category, Channel.Mode, Lane, Role, Section.Kind, Stage, Verdict,
]  # fmt: skip
# The glossary binds: 確認 is what staff do, 決裁 what chiefs do, 承認 neither.
WORDS = {
    Verdict.CONFIRM: "確認",
    Verdict.DECIDE: "決裁",
    Verdict.SEND_BACK: "差戻し",
    Act.CONFIRMED: "確認しました",
    Act.DECIDED: "決裁しました",
    Act.DRAFTED: "起案しました",
    Category.SAFETY: "安心安全",
    Category.EVENT: "イベント",
    Category.PROMO: "利便性・魅力PR",
    Lane.NORMAL: "通常",
    Lane.URGENT: "緊急",
    Lane.MINOR: "軽微",
}


def test_no_entry_is_untranslated_or_fuzzy() -> None:
    assert len(ENTRIES) > 300
    empty = [key for key, entry in ENTRIES.items() if not all(entry.translations)]
    fuzzy = [key for key, entry in ENTRIES.items() if "fuzzy" in entry.flags]
    assert (empty, fuzzy) == ([], []), REFRESH


def test_the_catalog_holds_exactly_the_messages_of_the_source(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        missing = "xgettext is missing, so NOBODY CHECKED that the Japanese catalog is current"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    extracted = read_po(_extract(tmp_path / "copy"))
    assert len(extracted) > 300
    new, gone = extracted.keys() - ENTRIES.keys(), ENTRIES.keys() - extracted.keys()
    assert (sorted(new), sorted(gone)) == ([], []), REFRESH


def _extract(copy: Path) -> Path:
    """The .po file that ``makemessages`` writes from nothing in a copy of the project."""
    leave = shutil.ignore_patterns(*IGNORED, ".*", "__pycache__", "locale", "static", "docs")
    shutil.copytree(ROOT, copy, ignore=leave)
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "ja", "--no-location"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return copy / "locale" / "ja" / "LC_MESSAGES" / "django.po"


def test_no_message_hides_in_an_f_string_from_the_extraction() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and re.search(r"\b_$|gettext", ast.unparse(call.func))
    ]
    assert hidden == []


def test_the_compiled_catalog_says_what_the_source_of_it_says() -> None:
    compiled: dict[object, str] = {}
    with PO.with_suffix(".mo").open("rb") as file:
        compiled |= gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    compiled.pop("")
    written = {key: text for entry in ENTRIES.values() for key, text in _compiled(entry)}
    assert compiled == written, "run `make messages`"


def _compiled(entry: Entry) -> Iterator[tuple[object, str]]:
    if "msgid_plural" not in entry.words:
        return iter([(entry.key, entry.translations[0])])
    return (((entry.key, form), text) for form, text in enumerate(entry.translations))


def test_placeholders_and_tags_survive_the_translation() -> None:
    torn = [
        (entry.key, text)
        for entry in ENTRIES.values()
        for text in entry.translations
        if _marks(text) != _marks(entry.sources[-1])
    ]
    assert torn == []


def _marks(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|</?\w[^>]*>|%%", text))


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: str(choices.__qualname__))
def test_every_label_is_japanese_in_japanese_and_english_in_english(
    choices: type[TextChoices],
) -> None:
    for choice in choices:
        with translation.override("en"):
            english = str(choice.label)
        with translation.override("ja"):
            japanese = str(choice.label)
        assert english.isascii()
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", japanese), english


@pytest.mark.parametrize("status", Status)
def test_a_status_is_called_what_the_city_hall_calls_it(status: Status) -> None:
    with translation.override("ja"):
        assert str(LABELS[status]) == STATUSES[status]
    with translation.override("en"):
        assert str(LABELS[status]).isascii()


@pytest.mark.parametrize(("choice", "word"), WORDS.items())
def test_the_words_of_the_guideline_are_kept(choice: TextChoices, word: str) -> None:
    with translation.override("ja"):
        assert str(choice.label) == word


def test_what_the_worker_writes_is_japanese_whoever_was_served_before(
    cast: Cast, client: Client
) -> None:
    client.login(username=cast.ito.staff_number, password=PASSWORD)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Inbox" in client.get("/").content.decode()
    assert no_credential(Credential.DoesNotExist()) == "アカウントの認証情報が登録されていません。"
