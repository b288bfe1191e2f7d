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

from posts.images import gif, jpeg, png, webp
from posts.images.refusal import ImageRefused
from posts.images.source import Parts, Source

MediaType = Literal["image/jpeg", "image/png", "image/webp", "image/gif"]

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
_CLEANERS: Final[dict[MediaType, Callable[[Source], Parts]]] = {
    "image/jpeg": jpeg.clean,
    "image/png": png.clean,
    "image/webp": webp.clean,
    "image/gif": gif.clean,
}


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
    parts = _CLEANERS[media_type](Source(data))
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


def _check_limits(data: bytes, parts: Parts) -> None:
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


def _picture(media_type: MediaType, parts: Parts) -> tuple[bytes, tuple[int, int]]:
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
