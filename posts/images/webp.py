"""WebP: keeps the chunks that draw the picture and its colour profile; no animations."""

from __future__ import annotations

import struct

from posts.images.refusal import ImageRefused
from posts.images.source import Parts, Source

_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
_ANIMATION = frozenset((b"ANIM", b"ANMF"))
_METADATA_FLAGS = 0x08 | 0x04  # EXIF, XMP


def clean(source: Source) -> Parts:
    source.take(4)
    riff = Source(source.take(int.from_bytes(source.take(4), "little")))
    kept = bytearray(riff.take(4))
    size, exif, lossless = (0, 0), b"", False
    while riff.at < len(riff.data):
        kind, length = struct.unpack("<4sI", riff.take(8))
        body = riff.take(length)
        padding = riff.take(length % 2)
        if kind in _ANIMATION:
            raise ImageRefused("unsupported_type", type="animated WebP")
        if kind == b"EXIF":
            exif = body
        if kind in _KEPT:
            size = max(size, _size(kind, body))
            lossless = lossless or kind == b"VP8L"
            if kind == b"VP8X":
                body = bytes((body[0] & ~_METADATA_FLAGS,)) + body[1:]
            kept += struct.pack("<4sI", kind, length) + body + padding
    content = b"RIFF" + struct.pack("<I", len(kept)) + bytes(kept)
    return Parts(content, size, exif, lossless=lossless)


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Return width and height if a chunk of this kind states them, else zeros."""
    if kind == b"VP8X":
        fields = Source(body).take(10)
        return 1 + int.from_bytes(fields[4:7], "little"), 1 + int.from_bytes(fields[7:], "little")
    if kind == b"VP8L":
        packed = int.from_bytes(Source(body).take(5)[1:], "little")
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", Source(body).take(10)[6:])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
