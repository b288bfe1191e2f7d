"""The one SQLite database behind the sandbox."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from x_sandbox.accounts import Account

SCHEMA = Path(__file__).with_name("schema.sql")


class Store:
    """One connection shared by all request threads, used by one of them at a time."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        # NORMAL outlives a killed process; only a power cut could lose the last posts.
        self._db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
        )
        self._db.executescript(SCHEMA.read_text(encoding="utf-8"))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside happens, or, when it raises, none of it."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, parameters: Iterable[object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, tuple(parameters)).fetchall()

    def named(self, sql: str, parameters: Mapping[str, object]) -> list[sqlite3.Row]:
        """Like ``rows``, for parameters written as ``:name``."""
        with self._lock:
            return self._db.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Iterable[object] = ()) -> sqlite3.Row | None:
        return next(iter(self.rows(sql, parameters)), None)

    def register(self, accounts: Iterable[Account]) -> None:
        """Keep names beside the posts, so that a timeline outlives a change of accounts."""
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO account (id, username, name) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET username = excluded.username,"
                " name = excluded.name",
                [(account.id, account.username, account.name) for account in accounts],
            )

    def last_id(self) -> int:
        """The largest id ever issued, 0 at first."""
        row = self.row("SELECT max(id) AS id FROM (SELECT id FROM post UNION SELECT id FROM media)")
        return (row["id"] or 0) if row else 0

    def close(self) -> None:
        with self._lock:
            self._db.close()
