"""The application's own role in PostgreSQL: full use of its tables, none of their ownership.

Run as the owner after every migration. Whoever gets hold of the application's password can
add to the trail, but neither change, cut nor empty it, nor take its guards off.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from psycopg2.sql import SQL, Composable, Identifier, Literal

from shirai_sns import env

ANY = "SELECT, INSERT, UPDATE, DELETE"
# What is less than that, by table.
NARROWER = {"audit_event": "SELECT, INSERT", "django_migrations": "SELECT"}


class Command(BaseCommand):
    help = "Give APPLICATION_ROLE (made if missing) what the application needs, and no more."

    def handle(self, *args: Any, **options: Any) -> None:
        role = env.text("APPLICATION_ROLE", "shirai_sns_app")
        password = env.text("APPLICATION_PASSWORD")
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in _statements(role, password, _exists(role)):
                cursor.execute(statement)
            for table in connection.introspection.table_names(cursor):
                rights = SQL(NARROWER.get(table, ANY))
                cursor.execute(
                    SQL("GRANT {} ON {} TO {}").format(rights, Identifier(table), Identifier(role))
                )
        self.stdout.write(f"{role} may use the tables and add to the trail")


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _statements(role: str, password: str, exists: bool) -> list[Composable]:
    """Everything but the tables: an ordinary role, and nothing left of earlier grants."""
    database = Identifier(str(connection.settings_dict["NAME"]))
    who, verb = Identifier(role), SQL("ALTER" if exists else "CREATE")
    attributes = SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
    return [
        SQL("{} ROLE {} WITH {} PASSWORD {}").format(verb, who, attributes, Literal(password)),
        # A temporary table could stand in front of the trail, for whoever reads next.
        SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(database, who),
        SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC, {}").format(who),
        SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}").format(who),
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, who),
        SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]
