"""What people type into the request form, and the files they choose."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from posts.images import read
from posts.models import StoredImage

REQUEST = {
    "section": "kikikanri",
    "channel": "shiroi",
    "title": "総合防災訓練について",
    "category": "safety",
    "lane": "normal",
    "exception_reason": "",
    "touches_up": "",
    "body": "11月29日(日)に総合防災訓練を行います。\r\n会場は市役所です。",
    "publicity": "public",
    "public_at": "",
    "timing": "asap",
    "requested_at": "",
    "not_after": "",
    "note": "写真は当課で撮影したものです。",
    "alt_1": "",
    "alt_2": "",
    "alt_3": "",
    "alt_4": "",
}


def request_form(**changes: Any) -> dict[str, Any]:
    """An acceptable request, with changes."""
    return {**REQUEST, **changes}


def picture(name: str = "訓練.png", color: str = "navy") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (16, 9), color).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def stored_picture(color: str = "navy") -> str:
    """An image as the intake keeps it; returns its SHA-256."""
    found = read(picture(color=color).read(), name="訓練.png")
    stored, _created = StoredImage.objects.get_or_create(
        sha256=found.sha256,
        defaults={
            "media_type": found.media_type,
            "width": found.width,
            "height": found.height,
            "content": found.content,
        },
    )
    return stored.sha256
