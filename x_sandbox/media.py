"""Uploaded media: stored in pieces, processed, then attached to a post before they expire."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, replace

from x_sandbox.images import Image
from x_sandbox.store import Store

KINDS = {"tweet_image": "photo", "tweet_gif": "animated_gif", "tweet_video": "video"}
KEY_PREFIXES = {"photo": 3, "animated_gif": 16, "video": 13}
PENDING_SECONDS = 1.0
PROCESSING_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Media:
    """``ready_at`` (Unix seconds) is None until all bytes are there; ``fails`` then."""

    id: int
    account_id: int
    category: str
    mime: str
    total_bytes: int
    width: int | None
    height: int | None
    alt_text: str | None
    expires_at: float
    ready_at: float | None
    fails: bool = False

    @property
    def kind(self) -> str:
        return KINDS[self.category]

    @property
    def key(self) -> str:
        return f"{KEY_PREFIXES[self.kind]}_{self.id}"

    def state(self, now: float) -> str:
        """X's word for how far processing has come."""
        if self.ready_at is not None and now >= self.ready_at:
            return "failed" if self.fails else "succeeded"
        if self.ready_at is None or now < self.ready_at - PROCESSING_SECONDS + PENDING_SECONDS:
            return "pending"
        return "in_progress"


SELECT = """
    SELECT media.id, media.account_id, category, mime, total_bytes, width, height, alt_text,
           expires_at, ready_at,
           EXISTS (SELECT 1 FROM media_failure WHERE media_id = media.id) AS fails
      FROM media
"""


def add(db: sqlite3.Connection, item: Media, content: bytes | None, now: float) -> None:
    """Store ``item``; what expired without ever being posted makes room first."""
    db.execute(
        "DELETE FROM media WHERE expires_at < ? AND id NOT IN (SELECT media_id FROM attachment)",
        (now,),
    )
    db.execute(
        "INSERT INTO media VALUES (:id, :account_id, :category, :mime, :total_bytes, :width,"
        " :height, :alt_text, :expires_at, :ready_at, :content)",
        {**asdict(item), "content": content},
    )
    _note_failure(db, item)


def add_chunk(db: sqlite3.Connection, media_id: int, position: int, content: bytes) -> None:
    db.execute("INSERT OR REPLACE INTO media_chunk VALUES (?, ?, ?)", (media_id, position, content))


def joined(db: sqlite3.Connection, media_id: int) -> bytes:
    """The chunks received so far, in order."""
    rows = db.execute(
        "SELECT content FROM media_chunk WHERE media_id = ? ORDER BY position", (media_id,)
    )
    return b"".join(row["content"] for row in rows)


def complete(db: sqlite3.Connection, item: Media, content: bytes, image: Image | None) -> Media:
    """Replace the chunks by the whole, whose processing ends at the item's ``ready_at``."""
    whole = replace(
        item,
        mime=image.mime if image else item.mime,
        width=image and image.width,
        height=image and image.height,
    )
    db.execute(
        "UPDATE media SET content = ?, mime = ?, width = ?, height = ?, ready_at = ?,"
        " expires_at = ? WHERE id = ?",
        (
            content,
            whole.mime,
            whole.width,
            whole.height,
            whole.ready_at,
            whole.expires_at,
            whole.id,
        ),
    )
    _note_failure(db, whole)
    db.execute("DELETE FROM media_chunk WHERE media_id = ?", (whole.id,))
    return whole


def _note_failure(db: sqlite3.Connection, item: Media) -> None:
    if item.fails:
        db.execute("INSERT INTO media_failure VALUES (?)", (item.id,))


def describe(db: sqlite3.Connection, media_id: int, alt_text: str) -> None:
    db.execute("UPDATE media SET alt_text = ? WHERE id = ?", (alt_text, media_id))


def find(store: Store, media_id: int, account_id: int, now: float) -> Media | None:
    """The account's own medium, unless it has expired."""
    row = store.row(
        SELECT + "WHERE id = ? AND account_id = ? AND expires_at > ?",
        (media_id, account_id, now),
    )
    return Media(**dict(row)) if row else None


def of_post(store: Store, post_id: int) -> list[Media]:
    rows = store.rows(
        SELECT + "JOIN attachment ON attachment.media_id = media.id"
        " WHERE attachment.post_id = ? ORDER BY attachment.position",
        (post_id,),
    )
    return [Media(**dict(row)) for row in rows]


def published_content(store: Store, media_id: int) -> tuple[str, bytes] | None:
    """MIME type and bytes, if a post that still stands shows this medium."""
    row = store.row(
        "SELECT mime, content FROM media WHERE id = ? AND EXISTS (SELECT 1 FROM attachment"
        " JOIN post ON post.id = attachment.post_id"
        " WHERE attachment.media_id = media.id AND NOT post.deleted)",
        (media_id,),
    )
    return (row["mime"], row["content"]) if row else None
