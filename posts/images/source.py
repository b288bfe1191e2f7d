"""What the readers of all containers share: where they read from and what they give back."""

from __future__ import annotations

from dataclasses import dataclass

from posts.images.refusal import ImageRefused


class Source:
    """Reads bytes from front to back and refuses to read past their end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, length: int) -> bytes:
        end = self.at + length
        if not self.at <= end <= len(self.data):
            raise ImageRefused("broken")
        taken = self.data[self.at : end]
        self.at = end
        return taken


@dataclass(frozen=True, slots=True)
class Parts:
    """A container rid of its metadata, and what it declared of the picture (`size` as stored)."""

    content: bytes
    size: tuple[int, int]
    exif: bytes = b""
    frames: int = 1
    lossless: bool = True  # told for WebP only, where both kinds exist
