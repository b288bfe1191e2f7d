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
    picture = read(file.getvalue(), name=f"{colour}.png")
    stored, _created = StoredImage.objects.get_or_create(
        sha256=picture.sha256,
        defaults={
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "content": picture.content,
        },
    )
    return Attachment(stored.sha256, alt_text)
