"""docs/guideline.md tells the truth: every sentence is answered for, every test it names exists."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "guideline.md").read_text(encoding="utf-8")
# Sections 1 to 5 of the guideline as amended on 2017-04-01, sentence by sentence.
SENTENCES = 46
WORDING = "eb226cfb600b5ef87df794561eaaf7bf069453057f1d4ac985ea600dcebbf7e8"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# Where nothing is tested, people act, or the sentence only explains.
EXCUSES = ("人が行う", "説明の文")


def part(title: str) -> str:
    """What stands under a heading of the second level."""
    return DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def sentences() -> list[str]:
    lines = (line.removeprefix("- ").strip() for line in part("全文").splitlines())
    return [line for line in lines if line and not line.startswith("###")]


def rows() -> list[list[str]]:
    """条項, 原文, 担う画面・規則, 試験."""
    lines = [line for line in part("対応表").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_guideline_stands_there_word_for_word() -> None:
    whole = "\n".join(sentences())
    assert len(sentences()) == SENTENCES
    assert hashlib.sha256(whole.encode()).hexdigest() == WORDING


def test_every_sentence_of_the_guideline_is_answered_for_in_its_order() -> None:
    assert [row[1] for row in rows()] == sentences()


def test_one_line_holds_one_sentence() -> None:
    assert [s for s in sentences() if "。" in s.removesuffix("。")] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]} {row[1][:12]}")
def test_every_sentence_says_what_carries_it_and_what_proves_it(row: list[str]) -> None:
    clause, _sentence, carried, tests = row
    assert clause
    assert carried
    assert NAMED.search(tests) or any(excuse in carried for excuse in EXCUSES)


@pytest.mark.parametrize(("file", "function"), sorted(set(NAMED.findall(DOCUMENT))))
def test_every_test_it_names_exists(file: str, function: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_name_in_the_column_of_tests_is_a_test() -> None:
    cells = [name for row in rows() for name in row[3].split("<br>")]
    assert [name for name in cells if name != "―" and not NAMED.fullmatch(name)] == []
