"""Posts, users and media as JSON, with the fields a request names.

X renamed most of them in 2026 and understands both dialects: whoever asks with ``tweet.fields``
is answered in the old names, whoever asks with ``post.fields`` in the new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from werkzeug import Request

from x_sandbox import entities
from x_sandbox.media import Media
from x_sandbox.posts import Post

Field = Callable[[Post], object]


def timestamp(post: Post) -> str:
    return datetime.fromtimestamp(post.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _entities(post: Post) -> object:
    urls = entities.shown(post).urls
    return {"urls": urls} if urls else None


def _attachments(post: Post) -> object:
    return {"media_keys": [item.key for item in post.media]} if post.media else None


def _references(post: Post) -> object:
    return [{"type": "replied_to", "id": str(post.reply_to_id)}] if post.reply_to_id else None


def _metrics(repeats: str) -> Field:
    def metrics(post: Post) -> object:
        counts = (repeats, "like_count", "quote_count", "bookmark_count", "impression_count")
        return {**dict.fromkeys(counts, 0), "reply_count": post.reply_count}

    return metrics


COMMON: Mapping[str, Field] = {
    "created_at": timestamp,
    "author_id": lambda post: str(post.account_id),
    "conversation_id": lambda post: str(post.conversation_id),
    "in_reply_to_user_id": lambda post: (
        str(post.reply_to_account_id) if post.reply_to_account_id else None
    ),
    "entities": _entities,
    "attachments": _attachments,
    "reply_settings": lambda post: post.reply_settings,
    "lang": lambda _post: "ja",
    "possibly_sensitive": lambda _post: False,
}
DIALECTS: Mapping[str, Mapping[str, Field]] = {
    "tweet.fields": {
        **COMMON,
        "referenced_tweets": _references,
        "public_metrics": _metrics("retweet_count"),
    },
    "post.fields": {
        **COMMON,
        "referenced_posts": _references,
        "public_metrics": _metrics("repost_count"),
    },
}


def post_json(post: Post, request: Request) -> dict[str, object]:
    """Unknown field names are dropped without a word; empty values are left out."""
    data: dict[str, object] = {
        "id": str(post.id),
        "text": entities.shown(post).text,
        "edit_history_tweet_ids": [str(post.id)],
    }
    for parameter, known in DIALECTS.items():
        for name in _names(request, parameter):
            if name in known and (value := known[name](post)) is not None:
                data[name] = value
    return data


def includes_json(found: list[Post], request: Request) -> dict[str, object]:
    """The ``includes`` member the ``expansions`` parameter asks for, empty without one."""
    expansions = _names(request, "expansions")
    includes: dict[str, object] = {}
    if "author_id" in expansions and found:
        authors = {post.account_id: _author_json(post) for post in found}
        includes["users"] = list(authors.values())
    shown = [item for post in found for item in post.media]
    if "attachments.media_keys" in expansions and shown:
        includes["media"] = [_media_json(item, request) for item in shown]
    return {"includes": includes} if includes else {}


def _author_json(post: Post) -> dict[str, object]:
    return {"id": str(post.account_id), "name": post.name, "username": post.username}


def _media_json(item: Media, request: Request) -> dict[str, object]:
    optional = {
        "url": f"{request.host_url}media/{item.id}",
        "width": item.width,
        "height": item.height,
        "alt_text": item.alt_text,
    }
    asked = {name: optional.get(name) for name in _names(request, "media.fields")}
    present = {name: value for name, value in asked.items() if value is not None}
    return {"media_key": item.key, "type": item.kind, **present}


def _names(request: Request, parameter: str) -> list[str]:
    return request.args.get(parameter, "").split(",")
