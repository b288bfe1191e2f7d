"""GIF: keeps the frames, their timing and the loop."""

from __future__ import annotations

import struct

from posts.images.refusal import ImageRefused
from posts.images.source import Parts, Source

_FRAME, _EXTENSION, _END = b",", b"!", b";"
_TIMING = b"\xf9"
_APPLICATION = b"\xff"
_KEPT_APPLICATIONS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")


def clean(source: Source) -> Parts:
    screen = source.take(13)
    width, height = struct.unpack("<HH", screen[6:10])
    kept = bytearray(screen + _colours(source, screen[10]))
    frames = 0
    while (kind := source.take(1)) != _END:
        if kind == _FRAME:
            frames += 1
            kept += kind + _frame(source, width, height)
        elif kind == _EXTENSION:
            label = source.take(1)
            body = _blocks(source)
            wanted = label == _APPLICATION and body.startswith(_KEPT_APPLICATIONS)
            if wanted or label == _TIMING:
                kept += kind + label + body
        else:
            raise ImageRefused("broken")
    return Parts(bytes(kept) + _END, (width, height), frames=frames)


def _frame(source: Source, screen_width: int, screen_height: int) -> bytes:
    place = source.take(9)
    left, top, width, height, flags = struct.unpack("<HHHHB", place)
    if left + width > screen_width or top + height > screen_height:
        raise ImageRefused("broken")  # a frame beyond the screen would escape the pixel limits
    return place + _colours(source, flags) + source.take(1) + _blocks(source)


def _colours(source: Source, flags: int) -> bytes:
    """Take the colour table, if the flags announce one."""
    return source.take(3 * 2 ** ((flags & 0x07) + 1)) if flags & 0x80 else b""


def _blocks(source: Source) -> bytes:
    """Take a row of blocks, each led by its length, up to and with the empty one."""
    start = source.at
    while length := source.take(1)[0]:
        source.take(length)
    return source.data[start : source.at]
