"""Migrations say what the models say, and every one of them can be taken back."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Identifier

ROOT = Path(__file__).parents[2]
# From the top of the staircase down: each stands on those after it.
ROOMS = ["records", "publishing", "approvals", "posts", "accounts", "audit"]
WALK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

def tables(room):
    return {t for t in connection.introspection.table_names() if t.startswith(room + "_")}

def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
        return cursor.fetchall()

def applied(room):
    return MigrationRecorder.Migration.objects.filter(app=room).count()

call_command("migrate", verbosity=0)
for room in ROOMS:
    before, guards = tables(room), triggers()
    assert before and applied(room), room
    call_command("migrate", room, "zero", verbosity=0)
    assert not tables(room) and not applied(room), (room, tables(room))
    call_command("migrate", verbosity=0)
    assert (tables(room), triggers()) == (before, guards), room
    print("reversed", room)
for room in ROOMS:
    call_command("migrate", room, "zero", verbosity=0)
    assert not tables(room), (room, tables(room))
assert not triggers(), triggers()
"""


@pytest.fixture
def scratch_database() -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    server = os.environ["DATABASE_URL"]
    name = f"scratch_{uuid.uuid4().hex}"
    connection = psycopg2.connect(make_dsn(server, dbname="postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        yield make_dsn(server, dbname=name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        connection.close()


def test_no_model_has_changed_without_its_migration(db: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)


def test_every_room_can_be_taken_down_and_built_again(scratch_database: str) -> None:
    walked = subprocess.run(
        [sys.executable, "-c", f"ROOMS = {ROOMS!r}\n{WALK}"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": scratch_database, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert walked.returncode == 0, walked.stderr
    assert walked.stdout.split("\n")[:-1] == [f"reversed {room}" for room in ROOMS]


def test_every_room_with_tables_is_walked() -> None:
    with_migrations = {path.parent.parent.name for path in ROOT.glob("*/migrations/0001_*.py")}
    assert with_migrations == set(ROOMS)


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("*/migrations/0*.py")),
    ids=lambda path: f"{path.parent.parent.name}/{path.stem}",
)
def test_a_migration_has_a_name_that_says_what_it_does(path: Path) -> None:
    assert "_auto_" not in path.stem
    assert path.stem.count("_") >= 1
