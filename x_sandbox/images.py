"""Recognising the image formats X takes, by their first bytes."""

from __future__ import annotations

from typing import NamedTuple

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Start-of-frame markers; C4, C8 and CC in the same range mean something else.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Image(NamedTuple):
    mime: str
    width: int
    height: int


def recognise(content: bytes) -> Image | None:
    """The format and size in pixels, or None for anything that is not an image X takes."""
    if content.startswith(PNG) and len(content) >= 24:
        return Image("image/png", _big(content[16:20]), _big(content[20:24]))
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return Image("image/gif", _little(content[6:8]), _little(content[8:10]))
    if content.startswith(JPEG):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp(content)
    return None


def _jpeg(content: bytes) -> Image | None:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        if content[position + 1] in JPEG_FRAMES:
            height, width = content[position + 5 : position + 7], content[position + 7 :][:2]
            return Image("image/jpeg", _big(width), _big(height))
        position += 2 + _big(content[position + 2 : position + 4])
    return None


def _webp(content: bytes) -> Image | None:
    encoding = content[12:16]
    if encoding == b"VP8X":
        return Image("image/webp", _little(content[24:27]) + 1, _little(content[27:30]) + 1)
    if encoding == b"VP8L":
        bits = _little(content[21:25])
        return Image("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if encoding == b"VP8 ":
        width, height = _little(content[26:28]), _little(content[28:30])
        return Image("image/webp", width & 0x3FFF, height & 0x3FFF)
    return None


def _big(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def _little(octets: bytes) -> int:
    return int.from_bytes(octets, "little")
