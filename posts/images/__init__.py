"""Taking in an uploaded image: bytes in, a clean picture out."""

from __future__ import annotations

from posts.images.intake import MAX_ANIMATION_BYTES, MAX_STILL_BYTES, Picture, read
from posts.images.refusal import ImageRefused

__all__ = ["MAX_ANIMATION_BYTES", "MAX_STILL_BYTES", "ImageRefused", "Picture", "read"]
