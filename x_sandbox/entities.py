"""A post's text as the API shows it: t.co for URLs and media, HTML-escaped, with the positions."""

from __future__ import annotations

from typing import NamedTuple

from x_sandbox.posts import Post

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Shown(NamedTuple):
    """``urls`` is the ``entities.urls`` member; its positions are code points of ``text``."""

    text: str
    urls: list[dict[str, object]]


def shown(post: Post) -> Shown:
    text, position = "", 0
    entities: list[dict[str, object]] = []
    for link in post.links:
        text += post.text[position : link.start].translate(ESCAPES)
        entities.append(_entity(len(text), link.short, link.expanded, link.display))
        text += link.short
        position = link.end
    text += post.text[position:].translate(ESCAPES)
    if post.media_short:
        text += " " if text else ""
        start = len(text)
        text += post.media_short
        for number, item in enumerate(post.media, start=1):
            place = f"https://x.com/{post.username}/status/{post.id}/photo/{number}"
            display = "pic.x.com/" + post.media_short.rpartition("/")[2]
            entity = _entity(start, post.media_short, place, display)
            entities.append({**entity, "media_key": item.key})
    return Shown(text, entities)


def _entity(start: int, short: str, expanded: str, display: str) -> dict[str, object]:
    return {
        "start": start,
        "end": start + len(short),
        "url": short,
        "expanded_url": expanded,
        "display_url": display,
    }
