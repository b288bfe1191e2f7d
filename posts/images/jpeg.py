"""JPEG: keeps what draws the picture and its colour profile."""

from __future__ import annotations

import re
import struct

from posts.images.refusal import ImageRefused
from posts.images.source import Parts, Source

_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APPS = range(0xE0, 0xF0)
_COMMENT = 0xFE
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def clean(source: Source) -> Parts:
    kept = bytearray(source.take(2))
    size, exif = (0, 0), b""
    while (marker := _marker(source)) != _END:
        body = source.take(int.from_bytes(source.take(2)) - 2)
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", Source(body[1:]).take(4))
            size = (width, height)
        elif marker == 0xE1 and body.startswith(b"Exif\0"):
            exif = body
        if (clean := _clean_segment(marker, body)) is not None:
            kept += struct.pack(">BBH", 0xFF, marker, len(clean) + 2) + clean
        if marker == _SCAN:
            kept += _scan(source)
    return Parts(bytes(kept) + bytes((0xFF, _END)), size, exif)


def _marker(source: Source) -> int:
    if source.take(1) != b"\xff":
        raise ImageRefused("broken")
    marker = 0xFF
    while marker == 0xFF:  # fill bytes may come before it
        marker = source.take(1)[0]
    return marker


def _clean_segment(marker: int, body: bytes) -> bytes | None:
    """Return what to keep of a JPEG segment: all that decides how the picture looks."""
    if marker == 0xE0 and body.startswith(b"JFIF\0"):
        return body[:12] + b"\0\0"  # the density, without the preview that may follow
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
        return body
    if marker == 0xEE and body.startswith(b"Adobe"):  # how its colours are coded
        return body
    return None if marker in _APPS or marker == _COMMENT else body


def _scan(source: Source) -> bytes:
    """Take the compressed data up to the next marker."""
    following = _NEXT_MARKER.search(source.data, source.at)
    if following is None:
        raise ImageRefused("broken")
    return source.take(following.start() - source.at)
