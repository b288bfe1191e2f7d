"""Small pictures, taken in as an upload would be."""

from __future__ import annotations

import io

from PIL import Image

from posts.content import Attachment
from posts.images import read
from posts.models import StoredImage


def attachment(colour: str, alt_text: str) -> Attachment:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return _taken_in(file.getvalue(), alt_text)


def animation(alt_text: str, *, frames: int = 3, size: tuple[int, int] = (40, 30)) -> Attachment:
    """A GIF of noise, which hardly shrinks."""
    noise = [Image.effect_noise(size, 80 + n) for n in range(frames)]
    file = io.BytesIO()
    noise[0].save(file, "GIF", save_all=True, append_images=noise[1:], duration=100)
    return _taken_in(file.getvalue(), alt_text)


def _taken_in(content: bytes, alt_text: str) -> Attachment:
    picture = read(content, name="picture")
    stored, _created = StoredImage.objects.get_or_create(
        sha256=picture.sha256,
        defaults={
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "content": picture.content,
        },
    )
    return Attachment(stored.sha256, alt_text, stored.animated)
