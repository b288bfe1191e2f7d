"""Everything that was ever created here, also what has been deleted since: for judges."""

from __future__ import annotations

from x_sandbox.store import Store

POSTS = """
    SELECT post.id, account.username AS account, post.account_id, post.text, post.reply_to_id,
           post.deleted,
           (SELECT count(*) FROM attachment WHERE attachment.post_id = post.id) AS images
      FROM post JOIN account ON account.id = post.account_id
     WHERE (:account IS NULL OR post.account_id = :account) AND post.id > :since
     ORDER BY post.id
"""
COUNTS = """
    SELECT account.username AS account, post.text, count(*) AS created,
           count(*) FILTER (WHERE NOT post.deleted) AS standing
      FROM post JOIN account ON account.id = post.account_id
     WHERE (:account IS NULL OR post.account_id = :account) AND post.id > :since
     GROUP BY post.account_id, post.text ORDER BY min(post.id)
"""


def read(store: Store, account: int | None, since: int) -> dict[str, object]:
    """Posts of one account or of all with an id above ``since``, oldest first, and how often
    each text was created and still stands."""
    chosen = {"account": account, "since": since}
    posts = [
        {
            "id": str(row["id"]),
            "account": row["account"],
            "account_id": str(row["account_id"]),
            "text": row["text"],
            "images": row["images"],
            "reply_to": str(row["reply_to_id"]) if row["reply_to_id"] else None,
            "deleted": bool(row["deleted"]),
        }
        for row in store.named(POSTS, chosen)
    ]
    return {"posts": posts, "counts": [dict(row) for row in store.named(COUNTS, chosen)]}
