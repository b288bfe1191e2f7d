"""The rules are pure: no ORM, no settings, so each can be read and tested as arithmetic."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = [
    "posts/workflow.py",
    "posts/text.py",
    "posts/content.py",
    "posts/moments.py",
    "posts/checks",
    "posts/images",
    "approvals/mentions.py",
    "approvals/policy.py",
    "audit/chain.py",
]
IMPURE = ("django.db", "django.conf", "django.apps", "django.core.cache", "guardian")


def files() -> list[Path]:
    """The pure modules; a package counts with all it holds."""
    return [
        path
        for name in PURE
        for path in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
    ]


def imported(source: str) -> Iterator[str]:
    """Every module that this source names in an import, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def impure(source: str) -> list[str]:
    return [
        name
        for name in imported(source)
        if any(name == module or name.startswith(f"{module}.") for module in IMPURE)
        or "models" in name.split(".")
    ]


def test_the_pure_modules_are_there() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in files()}
    assert all(path.is_file() for path in files())
    assert {"posts/workflow.py", "posts/checks/submission.py", "approvals/policy.py"} <= found
    assert any(name.startswith("posts/images") for name in found)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_rule_does_not_know_the_database_or_the_settings(path: Path) -> None:
    assert impure(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import django.db",
        "from django.db import models",
        "from django import db",
        "from django.conf import settings",
        "def f():\n    from django.db.models import Q",
        "if TYPE_CHECKING:\n    from posts.models import Post",
        "from posts import models",
    ],
)
def test_every_way_of_importing_is_seen(source: str) -> None:
    assert impure(source)


def test_words_and_translations_are_pure_enough() -> None:
    assert impure("import re\nfrom django.utils.translation import gettext") == []
