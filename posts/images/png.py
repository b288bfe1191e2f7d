"""PNG: keeps the chunks that draw the picture and its colour profile."""

from __future__ import annotations

import struct
import zlib

from posts.images.refusal import ImageRefused
from posts.images.source import Parts, Source

_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    | {b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"bKGD", b"pHYs"}
)


def clean(source: Source) -> Parts:
    kept = bytearray(source.take(8))
    size, exif, kind = (0, 0), b"", b""
    while kind != b"IEND":
        length = source.take(4)
        kind = source.take(4)
        body = source.take(int.from_bytes(length))
        checksum = source.take(4)
        if zlib.crc32(kind + body) != int.from_bytes(checksum):
            raise ImageRefused("broken")
        if kind == b"IHDR":
            size = struct.unpack(">II", Source(body).take(8))
        elif kind == b"eXIf":
            exif = body
        if kind in _KEPT:
            kept += length + kind + body + checksum
    return Parts(bytes(kept), size, exif)
