"""Raising what a person has to see, once each."""

from __future__ import annotations

from audit.events import Act
from audit.log import Signature, record
from posts.models import Channel, Post
from publishing.models import Finding


def raise_finding(
    channel: Channel,
    kind: Finding.Kind,
    x_id: str,
    *,
    actor: Signature,
    post: Post | None = None,
    text: str = "",
) -> Finding | None:
    """The finding with its event, or None when it had been raised before. Needs a transaction."""
    finding, created = Finding.objects.get_or_create(
        channel=channel, kind=kind, x_id=x_id, defaults={"post": post, "text": text[:1000]}
    )
    if not created:
        return None
    detail = {"kind": str(kind), "x_id": x_id}
    if post is not None:
        post.note(Act.SURFACED, actor=actor, facts=detail)
    else:
        record(Act.SURFACED, actor=actor, subject=channel.subject(), reason=text, detail=detail)
    return finding
