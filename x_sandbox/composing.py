"""POST /2/tweets and DELETE /2/tweets/:id."""

from __future__ import annotations

import re

from x_sandbox import drafts, entities, links, media, meter, posts, problems, snowflake
from x_sandbox.calls import Call, Change, Reply
from x_sandbox.drafts import Draft
from x_sandbox.media import Media
from x_sandbox.posts import Post


def create(call: Call) -> Change:
    draft = drafts.read(call.request)
    attached = _attached(call, draft.media_ids)
    parent = _parent(call, draft.reply_to_id)

    def change() -> Reply:
        post = _written(call, draft, attached, parent)
        data = {"edit_history_tweet_ids": [str(post.id)], "id": str(post.id)}
        return Reply(201, {"data": {**data, "text": entities.shown(post).text}})

    return change


def delete(call: Call, post_id: str) -> Change:
    number = snowflake.parse(post_id)
    author = posts.author_of(call.sandbox.store, number)
    if author is None:
        raise problems.plain(404, "Not Found", f"Could not find tweet with id: [{post_id}].")
    if author != call.account.id:
        raise problems.forbidden("You are not authorized to delete this Tweet.")

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            posts.delete(db, number)
        return Reply(200, {"data": {"deleted": True}})

    return change


def _written(call: Call, draft: Draft, attached: list[Media], parent: Post | None) -> Post:
    """The stored post. Duplicates are looked for here, where no second request can slip past."""
    sandbox = call.sandbox
    found = links.shorten(draft.text)
    with sandbox.store.transaction() as db:
        since = sandbox.now() - sandbox.settings.duplicate_window
        if not attached and posts.is_duplicate(db, call.account.id, draft.text, since):
            raise problems.forbidden(problems.DUPLICATE)
        post_id = sandbox.mint.issue()
        post = Post(
            id=post_id,
            account_id=call.account.id,
            username=call.account.username,
            name=call.account.name,
            text=draft.text,
            links=found,
            media=attached,
            media_short=links.new_short() if attached else None,
            conversation_id=parent.conversation_id if parent else post_id,
            reply_to_id=draft.reply_to_id,
            reply_to_account_id=parent.account_id if parent else None,
            reply_to_username=parent.username if parent else None,
            reply_settings=draft.reply_settings,
            reply_count=0,
        )
        posts.add(db, post, meter.price(has_url=bool(found)))
    return post


def _attached(call: Call, media_ids: list[int]) -> list[Media]:
    """The account's own, processed media: up to four photos, or one GIF, or one video."""
    now = call.sandbox.now()
    found = [
        item
        for media_id in media_ids
        if (item := media.find(call.sandbox.store, media_id, call.account.id, now))
        and item.state(now) == "succeeded"
    ]
    alone = len(found) == 1 or all(item.kind == "photo" for item in found)
    if len(found) < len(media_ids) or len(set(media_ids)) < len(media_ids) or not alone:
        raise problems.invalid(
            problems.BAD_MEDIA, {"media.media_ids": [str(media_id) for media_id in media_ids]}
        )
    return found


def _parent(call: Call, reply_to_id: int | None) -> Post | None:
    """The post replied to: the account's own, or one that mentions it."""
    if reply_to_id is None:
        return None
    parent = posts.find(call.sandbox.store, reply_to_id)
    if parent is None:
        raise problems.forbidden(problems.REPLY_TARGET_GONE)
    mention = rf"@{re.escape(call.account.username)}(?![A-Za-z0-9_])"
    if parent.account_id != call.account.id and not re.search(mention, parent.text, re.IGNORECASE):
        raise problems.not_authorized(problems.REPLYING)
    return parent
