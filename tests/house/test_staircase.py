"""Every import contract is proven: a seeded violation breaks it, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]
NAMES = {contract["id"]: contract["name"] for contract in CONFIGURATION["contracts"]}
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# (the contracts that break, the file that is written to, the line that does it)
SEEDS = [
    ({"staircase"}, "audit/views.py", "import posts"),
    ({"staircase"}, "accounts/actions.py", "from approvals import policy"),
    ({"staircase"}, "approvals/actions/review.py", "from publishing.actions import halt"),
    ({"rooms"}, "posts/models/channel.py", "from posts.views import case"),
    ({"rooms"}, "posts/helpers.py", "ANSWER = 42"),
    ({"rooms"}, "approvals/policy.py", "from approvals.route import route"),
    ({"rooms"}, "publishing/actions.py", "import publishing.views"),
    ({"tweepy"}, "approvals/views/review.py", "import tweepy"),
    ({"tweepy"}, "publishing/answers.py", "from tweepy import Client"),
    ({"pure"}, "posts/text.py", "import requests"),
    ({"pure", "rooms"}, "posts/workflow.py", "from posts.models import Post"),
    ({"pure"}, "approvals/policy.py", "import celery"),
    ({"local-x-alone"}, "devstack/run.py", "import x_sandbox.store"),
    ({"local-x-alone", "local-x-imports-none"}, "x_sandbox/store.py", "import devstack"),
    ({"local-x-imports-none"}, "x_sandbox/counting.py", "from posts import text"),
    ({"nobody-imports-local-x"}, "posts/actions.py", "from x_sandbox import counting"),
    ({"nobody-imports-local-x"}, "shirai_sns/settings.py", "import devstack"),
    ({"alarm-clock", "staircase"}, "posts/actions.py", "from shirai_sns.celery import app"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of all rooms and of the contracts."""
    for room in CONFIGURATION["root_packages"]:
        shutil.copytree(
            ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(house: Path) -> set[str]:
    """The ids of the contracts that lint-imports reports as broken there."""
    run = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", run.stdout, re.MULTILINE))
    assert set(verdicts) == set(NAMES.values()), run.stdout + run.stderr
    found = {key for key, name in NAMES.items() if verdicts[name] == "BROKEN"}
    assert run.returncode == (1 if found else 0)
    return found


def seed(house: Path, file: str, line: str) -> None:
    path = house / file
    existed = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{existed}\n{line}\n", encoding="utf-8")


def test_as_it_stands_every_contract_is_kept(house: Path) -> None:
    assert broken(house) == set()


@pytest.mark.parametrize(("contracts", "file", "line"), SEEDS)
def test_a_seeded_violation_is_caught(
    house: Path, contracts: set[str], file: str, line: str
) -> None:
    seed(house, file, line)
    assert broken(house) == contracts


def test_every_contract_has_a_violation_that_proves_it() -> None:
    assert set().union(*(contracts for contracts, _file, _line in SEEDS)) == set(NAMES)


def test_every_contract_is_named_once() -> None:
    assert len(set(NAMES.values())) == len(NAMES) == len(CONFIGURATION["contracts"])


def test_the_tweepy_contract_names_every_module_of_publishing_but_the_one() -> None:
    (contract,) = [c for c in CONFIGURATION["contracts"] if c["id"] == "tweepy"]
    named = {m.partition(".")[2] for m in contract["source_modules"] if m.startswith("publishing.")}
    here = {p.stem for p in (ROOT / "publishing").iterdir() if not p.name.startswith("__")}
    assert here - named == {"x", "apps", "migrations"}
