"""Two roles in a real PostgreSQL: the owner migrates, the application only adds to the trail."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Identifier

ROOT = Path(__file__).parents[2]
AS_THE_APPLICATION = """
import django
django.setup()
from django.db import connection, transaction
from audit.events import Act
from audit.log import Signature, Subject, record
from audit.verify import verify
for number in range(3):
    with transaction.atomic():
        record(Act.SIGNED_IN, actor=Signature("1", "佐藤"), subject=Subject("user", "1", "佐藤"))
print(verify().intact)
"""


@pytest.fixture(scope="module")
def application() -> Iterator[str]:
    """The application role's address of a migrated database with three events in it."""
    server = os.environ["DATABASE_URL"]
    name, role = f"roles_{uuid.uuid4().hex}", f"app_{uuid.uuid4().hex[:12]}"
    admin = psycopg2.connect(make_dsn(server, dbname="postgres"))
    admin.autocommit = True
    cursor = admin.cursor()
    cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    owner, app = make_dsn(server, dbname=name), make_dsn(server, dbname=name, user=role)
    try:
        run("manage.py", "migrate", "--noinput", "-v", "0", database=owner)
        grants = {"APPLICATION_ROLE": role, "APPLICATION_PASSWORD": "it's a secret"}
        for _twice in range(2):
            run("manage.py", "grant_application", database=owner, **grants)
        assert run("-c", AS_THE_APPLICATION, database=app) == "3\n"
        yield app
    finally:
        cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        cursor.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role)))
        admin.close()


def run(*arguments: str, database: str, **more: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, **more},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor_name = '別人'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event CASCADE",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only",
        "DROP TRIGGER audit_event_append_only ON audit_event",
        "DROP TRIGGER audit_intent_sealed ON audit_intent",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event RENAME TO old",
        "ALTER TABLE audit_event OWNER TO CURRENT_USER",
        "CREATE RULE nothing AS ON INSERT TO audit_event DO INSTEAD NOTHING",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_event EXECUTE FUNCTION audit_refuse_change()",
        """
        CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END'
        """,
        "DROP FUNCTION audit_seal() CASCADE",
        "SET session_replication_role = replica",
        "CREATE TEMPORARY TABLE audit_event (seq bigint)",
        "CREATE TABLE mine (seq bigint)",
        "SET ROLE postgres",
        "UPDATE django_migrations SET name = name",
    ],
)
def test_the_application_cannot_touch_the_trail(application: str, sql: str) -> None:
    connection = psycopg2.connect(application)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM audit_event ORDER BY seq")
            before = cursor.fetchall()
            assert len(before) == 3
            connection.commit()
            with pytest.raises(InsufficientPrivilege):
                cursor.execute(sql)
            connection.rollback()
            cursor.execute("SELECT * FROM audit_event ORDER BY seq")
            assert cursor.fetchall() == before
    finally:
        connection.close()


def test_everything_else_is_the_application_s_to_use(application: str) -> None:
    connection = psycopg2.connect(application)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class "
                "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT ("
                "has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT') AND "
                "has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))"
            )
            assert {name for (name,) in cursor.fetchall()} == {"audit_event", "django_migrations"}
    finally:
        connection.close()
