"""Only ``Post.move_to`` gives a post its status; nobody climbs in through a window."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [
    "accounts",
    "approvals",
    "audit",
    "posts",
    "publishing",
    "records",
    "shirai_sns",
    "devstack",
]
DOOR = "posts/models/post.py"
WRITERS = {"update", "create", "get_or_create", "update_or_create", "acreate", "aupdate", "Post"}


def application_files() -> list[Path]:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    files += [ROOT / "tests/cast.py", ROOT / "tests/sight.py"]
    return [path for path in files if "migrations" not in path.parts]


def windows(source: str) -> Iterator[int]:
    """The lines at which this source writes a status."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            if any(map(_names_status, _targets(node))):
                yield node.lineno
        elif isinstance(node, ast.Call) and _writes_status(node):
            yield node.lineno


def _targets(node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) -> list[ast.AST]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [part for target in targets for part in ast.walk(target)]


def _names_status(target: ast.AST) -> bool:
    return (
        isinstance(target, ast.Attribute)
        and target.attr == "status"
        and isinstance(target.ctx, ast.Store)
    )


def _writes_status(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    words = [n.value for arg in _values(call) for n in ast.walk(arg) if isinstance(n, ast.Constant)]
    if name in WRITERS and any(keyword.arg == "status" for keyword in call.keywords):
        return True
    if name in {"setattr", "bulk_update", "__setattr__"}:
        return "status" in words
    return any(
        keyword.arg in {"update_fields", "defaults", "create_defaults"}
        and "status" in [n.value for n in ast.walk(keyword.value) if isinstance(n, ast.Constant)]
        for keyword in call.keywords
    )


def _values(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def test_the_rooms_are_really_read() -> None:
    read = {str(path.relative_to(ROOT)) for path in application_files()}
    assert {DOOR, "approvals/actions/review.py", "publishing/delivery.py", "tests/cast.py"} <= read
    assert len(read) > 80


def test_no_other_file_gives_a_post_its_status() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in application_files()
        for line in windows(path.read_text(encoding="utf-8"))
    }
    assert {place.partition(":")[0] for place in found} == {DOOR}


def test_the_door_itself_writes_the_row_once_and_the_object_once() -> None:
    assert len(list(windows((ROOT / DOOR).read_text(encoding="utf-8")))) == 2


@pytest.mark.parametrize(
    "source",
    [
        "post.status = Status.PUBLISHED",
        "self.post.status, x = new, 1",
        "post.status: str = new",
        "post.status += ''",
        "Post.objects.filter(pk=1).update(status=new)",
        "Post.objects.create(number='R8-0001', status='scheduled')",
        "Post(status=new)",
        "setattr(post, 'status', new)",
        "Post.objects.bulk_update(posts, ['status'])",
        "post.save(update_fields=['status', 'due_at'])",
        "Post.objects.update_or_create(pk=1, defaults={'status': new})",
    ],
)
def test_every_window_is_seen(source: str) -> None:
    assert list(windows(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "if post.status == Status.DRAFT: pass",
        "status = post.status",
        "Post.objects.filter(status=new).update(due_at=now)",
        "render(request, 'x.html', context, status=409)",
        "post.status_since = now",
    ],
)
def test_reading_a_status_is_no_window(source: str) -> None:
    assert list(windows(source)) == []
