"""Posts as they are kept, and how to find them again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from x_sandbox import links, media, snowflake
from x_sandbox.links import Link
from x_sandbox.media import Media
from x_sandbox.store import Store


@dataclass(frozen=True, kw_only=True)
class Post:
    """``text`` is as the author wrote it; ``media_short`` is the t.co that shows the media."""

    id: int
    account_id: int
    username: str
    name: str
    text: str
    links: list[Link]
    media: list[Media]
    media_short: str | None
    conversation_id: int
    reply_to_id: int | None
    reply_to_account_id: int | None
    reply_to_username: str | None
    reply_settings: str
    reply_count: int

    @property
    def seconds(self) -> int:
        """Unix time of creation; X shows whole seconds only."""
        return snowflake.milliseconds(self.id) // 1000


SELECT = """
    SELECT post.id, post.account_id, account.username, account.name, post.text, post.links,
           post.media_short, post.conversation_id, post.reply_to_id,
           parent.account_id AS reply_to_account_id,
           parent_account.username AS reply_to_username, post.reply_settings,
           (SELECT count(*) FROM post AS reply
             WHERE reply.reply_to_id = post.id AND NOT reply.deleted) AS reply_count
      FROM post
      JOIN account ON account.id = post.account_id
      LEFT JOIN post AS parent ON parent.id = post.reply_to_id
      LEFT JOIN account AS parent_account ON parent_account.id = parent.account_id
     WHERE NOT post.deleted
"""


def find(store: Store, post_id: int) -> Post | None:
    return next(iter(select(store, "AND post.id = ?", (post_id,))), None)


def select(store: Store, conditions: str, parameters: Iterable[object]) -> list[Post]:
    """Posts that stand, narrowed by ``conditions`` (SQL that follows a WHERE clause)."""
    return [_read(store, row) for row in store.rows(SELECT + conditions, parameters)]


def is_duplicate(db: sqlite3.Connection, account_id: int, text: str, since: float) -> bool:
    """Whether the account has the same text standing, without media, since that Unix time."""
    row = db.execute(
        "SELECT 1 FROM post WHERE account_id = ? AND text = ? AND id >= ?"
        " AND media_short IS NULL AND NOT deleted",
        (account_id, text, snowflake.first_at(since)),
    )
    return row.fetchone() is not None


def add(db: sqlite3.Connection, post: Post, price: int) -> None:
    db.execute(
        "INSERT INTO post (id, account_id, conversation_id, reply_to_id, reply_settings, text,"
        " links, media_short, price) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            post.id,
            post.account_id,
            post.conversation_id,
            post.reply_to_id,
            post.reply_settings,
            post.text,
            links.dump(post.links),
            post.media_short,
            price,
        ),
    )
    db.executemany(
        "INSERT INTO attachment VALUES (?, ?, ?)",
        [(post.id, position, item.id) for position, item in enumerate(post.media)],
    )


def delete(db: sqlite3.Connection, post_id: int) -> None:
    db.execute("UPDATE post SET deleted = 1 WHERE id = ?", (post_id,))


def author_of(store: Store, post_id: int) -> int | None:
    """The account that wrote the post, standing or deleted; None if there never was one."""
    row = store.row("SELECT account_id FROM post WHERE id = ?", (post_id,))
    return row["account_id"] if row else None


def _read(store: Store, row: sqlite3.Row) -> Post:
    fields = dict(row)
    fields["links"] = links.load(fields["links"])
    fields["media"] = media.of_post(store, fields["id"]) if fields["media_short"] else []
    return Post(**fields)
