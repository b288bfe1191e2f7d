"""What exactly is sent for one attempt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from posts.models import Revision, StoredImage
from posts.models.revision import read_parts
from publishing.gateway import Message, Picture


@dataclass(frozen=True)
class Payload:
    """One segment as it is to be sent. ``images``: SHA-256 and description of each."""

    text: str
    reply_to: str
    images: tuple[tuple[str, str], ...]

    def digest(self) -> str:
        """SHA-256 over exactly what is sent."""
        whole = {"text": self.text, "reply_to": self.reply_to, "images": self.images}
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def payload_of(revision: Revision, position: int, standing: Mapping[int, str]) -> Payload:
    """The segment at this position as one post; the images belong to the first.

    ``standing``: the ids of the segments that are on X already, by position.
    """
    text = text_of(revision, position)
    if position:
        return Payload(text, standing[position - 1], ())
    images = tuple((image.stored_id, image.alt_text) for image in revision.images.all())
    return Payload(text, revision.reply_to, images)


def text_of(revision: Revision, position: int) -> str:
    read_parts([revision])
    [segment] = [s for s in revision.segments.all() if s.position == position]
    return segment.text


def images_of(revision: Revision, position: int) -> int:
    """How many images go with this segment."""
    return 0 if position else len(revision.images.all())


def message_of(payload: Payload) -> Message:
    """The payload with the bytes of its images."""
    if not payload.images:
        return Message(payload.text, (), payload.reply_to)
    stored = StoredImage.objects.in_bulk([sha256 for sha256, _alt in payload.images])
    pictures = tuple(
        Picture(bytes(stored[sha256].content), stored[sha256].media_type, alt)
        for sha256, alt in payload.images
    )
    return Message(payload.text, pictures, payload.reply_to)


def payload_in(message: Message) -> Payload:
    """The payload that this message carries, its images named by what their bytes really are."""
    images = tuple((hashlib.sha256(p.content).hexdigest(), p.alt_text) for p in message.pictures)
    return Payload(message.text, message.reply_to, images)
