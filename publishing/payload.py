"""What exactly is sent for one attempt."""

from __future__ import annotations

import hashlib
import json

from posts.models import Post, Revision
from publishing.gateway import Message, Picture
from publishing.models import Attempt


def message_of(post: Post, attempt: Attempt) -> Message:
    """The segment of this attempt as one post; the images belong to the first."""
    revision: Revision = post.revision
    text = revision.segments.get(position=attempt.position).text
    if attempt.position:
        before = Attempt.objects.posted().get(revision=revision, position=attempt.position - 1)
        return Message(text, reply_to=before.x_id)
    pictures = tuple(
        Picture(bytes(image.stored.content), image.stored.media_type, image.alt_text)
        for image in revision.images.select_related("stored")
    )
    return Message(text, pictures, revision.reply_to)


def payload_digest(message: Message) -> str:
    """SHA-256 over exactly what is sent."""
    whole = {
        "text": message.text,
        "reply_to": message.reply_to,
        "images": [
            [hashlib.sha256(picture.content).hexdigest(), picture.alt_text]
            for picture in message.pictures
        ],
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
