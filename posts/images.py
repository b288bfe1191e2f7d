"""The intake of an uploaded image: bytes in, a clean picture out.

What a picture shows is kept, what it tells besides is not: metadata (EXIF with its GPS position,
XMP, comments, text, embedded previews) and everything behind the end of the picture are cut off.
Pixels are touched only when the metadata says that the picture lies on its side.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from PIL import Image, ImageSequence, JpegImagePlugin

MAX_STILL_BYTES: Final = 5_000_000
MAX_ANIMATION_BYTES: Final = 15_000_000
MAX_ANIMATION_SIZE: Final = (1280, 1080)
MAX_ANIMATION_FRAMES: Final = 350
MAX_PIXELS: Final = 50_000_000

_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises when a file is not what it claims to be.
_DAMAGE: Final = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(struct.error, zlib.error, Image.DecompressionBombError),
)

Code = Literal[
    "empty",
    "too_large",
    "not_an_image",
    "unsupported_type",
    "broken",
    "too_many_pixels",
    "animated_limits",
]
MediaType = Literal["image/jpeg", "image/png", "image/webp", "image/gif"]


class ImageRefused(Exception):
    """The upload cannot become part of a post.

    `values` always holds `name` as uploaded, and by `code`:

    - `empty`: no bytes at all.
    - `too_large`: more bytes than X takes; `size`, `limit` (bytes).
    - `not_an_image`: nothing we know as an image (text, PDF, office files …).
    - `unsupported_type`: an image of a kind that X does not take; `type` (`"HEIC"`, `"SVG"` …).
    - `broken`: begins as an image but is cut short or damaged.
    - `too_many_pixels`: `width`, `height` (pixels), `limit` (pixels in all).
    - `animated_limits`: an animation beyond X's limits; `frames`, `width`, `height`,
      `max_frames`, `max_width`, `max_height`.
    """

    def __init__(self, code: Code, **values: int | str) -> None:
        super().__init__(code, values)
        self.code: Code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean, upright picture. `width` and `height` in pixels; `sha256` in hex, of `content`."""

    content: bytes
    media_type: MediaType
    width: int
    height: int
    sha256: str


def read(data: bytes, *, name: str) -> Picture:
    """Clean an uploaded image. Its type is told by its content; `name` only serves messages.

    Raises ImageRefused.
    """
    try:
        return _read(data)
    except ImageRefused as refused:
        raise ImageRefused(refused.code, name=name, **refused.values) from refused.__cause__


def _read(data: bytes) -> Picture:
    if not data:
        raise ImageRefused("empty")
    media_type = _media_type(data)
    _check_bytes(data, MAX_ANIMATION_BYTES if media_type == "image/gif" else MAX_STILL_BYTES)
    parts = _CLEANERS[media_type](_Bytes(data))
    _check_limits(data, parts)
    content, (width, height) = _picture(media_type, parts)
    _check_bytes(content, MAX_ANIMATION_BYTES if parts.frames > 1 else MAX_STILL_BYTES)
    return Picture(content, media_type, width, height, hashlib.sha256(content).hexdigest())


def _media_type(data: bytes) -> MediaType:
    for media_type, signature in _SIGNATURES.items():
        if signature.match(data):
            return media_type
    for foreign_type, signature in _FOREIGN_SIGNATURES.items():
        if signature.match(data):
            raise ImageRefused("unsupported_type", type=foreign_type)
    raise ImageRefused("not_an_image")


def _check_bytes(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise ImageRefused("too_large", size=len(data), limit=limit)


def _check_limits(data: bytes, parts: _Parts) -> None:
    width, height = parts.size
    if width * height > MAX_PIXELS:
        raise ImageRefused("too_many_pixels", width=width, height=height, limit=MAX_PIXELS)
    if parts.frames == 1:
        _check_bytes(data, MAX_STILL_BYTES)
        return
    max_width, max_height = MAX_ANIMATION_SIZE
    if parts.frames > MAX_ANIMATION_FRAMES or width > max_width or height > max_height:
        raise ImageRefused(
            "animated_limits",
            frames=parts.frames,
            width=width,
            height=height,
            max_frames=MAX_ANIMATION_FRAMES,
            max_width=max_width,
            max_height=max_height,
        )


def _picture(media_type: MediaType, parts: _Parts) -> tuple[bytes, tuple[int, int]]:
    """Decode every frame to be sure of it; return the upright content and its size."""
    turn = _TURNS.get(_orientation(parts.exif))
    try:
        image_format = media_type.removeprefix("image/")
        with Image.open(io.BytesIO(parts.content), formats=[image_format]) as image:
            if image.size != parts.size:  # the limits were checked against another size
                raise ImageRefused("broken")
            for frame in ImageSequence.Iterator(image):
                frame.load()
            if turn is None:
                return parts.content, parts.size
            return _turned(image, turn, lossless=parts.lossless)
    except _DAMAGE as damage:
        raise ImageRefused("broken") from damage


def _orientation(exif: bytes) -> int:
    """Return the orientation in EXIF's first directory, 1 (upright) when none is to be read."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(entries):
            place = directory + 2 + 12 * entry
            tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if tag == _ORIENTATION_TAG:
                return int(value)
    except struct.error:  # garbled, which harms nobody: it is dropped anyway
        pass
    return 1


def _turned(
    image: Image.Image, turn: Image.Transpose, *, lossless: bool
) -> tuple[bytes, tuple[int, int]]:
    options: dict[str, Any] = {}
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # With the tables it came with, it loses next to nothing and stays about as large.
        sampling = JpegImagePlugin.get_sampling(image)
        options = {"qtables": image.quantization, "subsampling": sampling, "optimize": True}
    elif image.format == "WEBP":
        options = {"lossless": lossless, "quality": 95}
    upright = image.transpose(turn)
    out = io.BytesIO()
    upright.save(out, image.format, icc_profile=image.info.get("icc_profile"), **options)
    return out.getvalue(), upright.size


class _Bytes:
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
class _Parts:
    """A container rid of its metadata, and what it declared of the picture (`size` as stored)."""

    content: bytes
    size: tuple[int, int]
    exif: bytes = b""
    frames: int = 1
    lossless: bool = True  # told for WebP only, where both kinds exist


_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_APPS = range(0xE0, 0xF0)
_JPEG_COMMENT = 0xFE
_JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _clean_jpeg(source: _Bytes) -> _Parts:
    kept = bytearray(source.take(2))
    size, exif = (0, 0), b""
    while (marker := _jpeg_marker(source)) != _JPEG_END:
        body = source.take(int.from_bytes(source.take(2)) - 2)
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", _Bytes(body[1:]).take(4))
            size = (width, height)
        elif marker == 0xE1 and body.startswith(b"Exif\0"):
            exif = body
        if (clean := _clean_segment(marker, body)) is not None:
            kept += struct.pack(">BBH", 0xFF, marker, len(clean) + 2) + clean
        if marker == _JPEG_SCAN:
            kept += _jpeg_scan(source)
    return _Parts(bytes(kept) + bytes((0xFF, _JPEG_END)), size, exif)


def _jpeg_marker(source: _Bytes) -> int:
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
    return None if marker in _JPEG_APPS or marker == _JPEG_COMMENT else body


def _jpeg_scan(source: _Bytes) -> bytes:
    """Take the compressed data up to the next marker."""
    following = _JPEG_NEXT_MARKER.search(source.data, source.at)
    if following is None:
        raise ImageRefused("broken")
    return source.take(following.start() - source.at)


_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    | {b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"sBIT", b"bKGD", b"pHYs"}
)


def _clean_png(source: _Bytes) -> _Parts:
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
            size = struct.unpack(">II", _Bytes(body).take(8))
        elif kind == b"eXIf":
            exif = body
        if kind in _PNG_KEPT:
            kept += length + kind + body + checksum
    return _Parts(bytes(kept), size, exif)


_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
_WEBP_ANIMATION = frozenset((b"ANIM", b"ANMF"))
_WEBP_METADATA_FLAGS = 0x08 | 0x04  # EXIF, XMP


def _clean_webp(source: _Bytes) -> _Parts:
    source.take(4)
    riff = _Bytes(source.take(int.from_bytes(source.take(4), "little")))
    kept = bytearray(riff.take(4))
    size, exif, lossless = (0, 0), b"", False
    while riff.at < len(riff.data):
        kind, length = struct.unpack("<4sI", riff.take(8))
        body = riff.take(length)
        padding = riff.take(length % 2)
        if kind in _WEBP_ANIMATION:
            raise ImageRefused("unsupported_type", type="animated WebP")
        if kind == b"EXIF":
            exif = body
        if kind in _WEBP_KEPT:
            size = max(size, _webp_size(kind, body))
            lossless = lossless or kind == b"VP8L"
            if kind == b"VP8X":
                body = bytes((body[0] & ~_WEBP_METADATA_FLAGS,)) + body[1:]
            kept += struct.pack("<4sI", kind, length) + body + padding
    content = b"RIFF" + struct.pack("<I", len(kept)) + bytes(kept)
    return _Parts(content, size, exif, lossless=lossless)


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Return width and height if a chunk of this kind states them, else zeros."""
    if kind == b"VP8X":
        fields = _Bytes(body).take(10)
        return 1 + int.from_bytes(fields[4:7], "little"), 1 + int.from_bytes(fields[7:], "little")
    if kind == b"VP8L":
        packed = int.from_bytes(_Bytes(body).take(5)[1:], "little")
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", _Bytes(body).take(10)[6:])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


_GIF_FRAME, _GIF_EXTENSION, _GIF_END = b",", b"!", b";"
_GIF_TIMING = b"\xf9"
_GIF_APPLICATION = b"\xff"
_GIF_KEPT_APPLICATIONS = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")


def _clean_gif(source: _Bytes) -> _Parts:
    screen = source.take(13)
    width, height = struct.unpack("<HH", screen[6:10])
    kept = bytearray(screen + _gif_colours(source, screen[10]))
    frames = 0
    while (kind := source.take(1)) != _GIF_END:
        if kind == _GIF_FRAME:
            frames += 1
            kept += kind + _gif_frame(source, width, height)
        elif kind == _GIF_EXTENSION:
            label = source.take(1)
            body = _gif_blocks(source)
            wanted = label == _GIF_APPLICATION and body.startswith(_GIF_KEPT_APPLICATIONS)
            if wanted or label == _GIF_TIMING:
                kept += kind + label + body
        else:
            raise ImageRefused("broken")
    return _Parts(bytes(kept) + _GIF_END, (width, height), frames=frames)


def _gif_frame(source: _Bytes, screen_width: int, screen_height: int) -> bytes:
    place = source.take(9)
    left, top, width, height, flags = struct.unpack("<HHHHB", place)
    if left + width > screen_width or top + height > screen_height:
        raise ImageRefused("broken")  # a frame beyond the screen would escape the pixel limits
    return place + _gif_colours(source, flags) + source.take(1) + _gif_blocks(source)


def _gif_colours(source: _Bytes, flags: int) -> bytes:
    """Take the colour table, if the flags announce one."""
    return source.take(3 * 2 ** ((flags & 0x07) + 1)) if flags & 0x80 else b""


def _gif_blocks(source: _Bytes) -> bytes:
    """Take a row of blocks, each led by its length, up to and with the empty one."""
    start = source.at
    while length := source.take(1)[0]:
        source.take(length)
    return source.data[start : source.at]


_SIGNATURES: Final[dict[MediaType, re.Pattern[bytes]]] = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "image/gif": re.compile(rb"GIF8[79]a"),
}
_FOREIGN_SIGNATURES: Final = {
    "TIFF": re.compile(rb"II\*\0|MM\0\*"),
    "BMP": re.compile(rb"BM.{4}\0{4}", re.DOTALL),
    "HEIC": re.compile(rb".{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL),
    "AVIF": re.compile(rb".{4}ftypavi[fs]", re.DOTALL),
    "SVG": re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!].{0,1000}?)?<svg\b", re.DOTALL),
}
_CLEANERS: Final[dict[MediaType, Callable[[_Bytes], _Parts]]] = {
    "image/jpeg": _clean_jpeg,
    "image/png": _clean_png,
    "image/webp": _clean_webp,
    "image/gif": _clean_gif,
}
