"""The intake of uploaded images."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin

from posts.images import ImageRefused, Picture, read

SECRET = b"35.79N 140.05E"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]


def drawing(width: int = 64, height: int = 32) -> Image.Image:
    """A picture whose upper left corner alone is red."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825)[1] = "N"
    tags.get_ifd(0x8825)[2] = (35.0, 47.0, 30.0)
    return tags


def animation(frames: int, size: tuple[int, int] = (16, 16), **options: Any) -> bytes:
    pictures = [Image.new("L", size, shade % 256) for shade in range(frames)]
    options = {"duration": 40, "loop": 0} | options
    return saved(pictures[0], "GIF", save_all=True, append_images=pictures[1:], **options)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, body) for kind, body in chunks)


def refusal(data: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        read(data, name="写真.png")
    return caught.value


# What is taken


@pytest.mark.parametrize("kind", FORMATS)
def test_tells_the_type_by_content_and_not_by_name(kind: str) -> None:
    picture = read(saved(drawing(), kind), name="案内.txt")
    assert picture.media_type == f"image/{kind.lower()}"
    assert (picture.width, picture.height) == (64, 32)
    assert picture.sha256 == hashlib.sha256(picture.content).hexdigest()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_clean_picture_is_cleaned_to_itself(kind: str) -> None:
    once = read(saved(drawing(), kind, exif=exif()), name="a")
    assert read(once.content, name="b") == once


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_same_upload_always_gives_the_same_picture(kind: str, orientation: int) -> None:
    data = saved(drawing(), kind, exif=exif(orientation))
    assert read(data, name="a") == read(data, name="b")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_png_of_every_mode_keeps_its_pixels(mode: str) -> None:
    image = Image.linear_gradient("L").convert(mode)
    assert opened(read(saved(image, "PNG"), name="a")).tobytes() == image.tobytes()


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_rows": 1}])
def test_jpeg_of_every_make_keeps_its_pixels(options: dict[str, Any]) -> None:
    data = saved(drawing(), "JPEG", **options)
    assert opened(read(data, name="a")).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_cmyk_jpeg_keeps_its_colours() -> None:
    data = saved(drawing().convert("CMYK"), "JPEG")
    assert opened(read(data, name="a")).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("lossless", [True, False])
def test_webp_keeps_its_pixels_and_transparency(lossless: bool) -> None:
    image = drawing().convert("RGBA")
    image.putalpha(100)
    data = saved(image, "WEBP", lossless=lossless, exif=exif())
    assert opened(read(data, name="a")).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_an_animation_keeps_its_frames_its_pace_and_its_loop() -> None:
    image = opened(read(animation(5, comment=SECRET), name="a.gif"))
    frames = list(ImageSequence.Iterator(image))
    assert [frame.info["duration"] for frame in frames] == [40] * 5
    assert image.info["loop"] == 0


# What is cut off


def test_the_place_of_a_photograph_is_gone_and_its_pixels_are_not() -> None:
    data = saved(drawing(), "JPEG", exif=exif(), comment=SECRET, xmp=SECRET, quality=90)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    picture = read(data, name="a.jpg")
    assert SECRET not in picture.content
    assert not opened(picture).getexif()
    assert opened(picture).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_the_preview_inside_a_jpeg_is_gone() -> None:
    plain = saved(drawing(), "JPEG")
    preview = SECRET.ljust(27, b"\0")
    body = plain[6:18] + b"\x03\x03" + preview
    jfif = b"\xff\xe0" + struct.pack(">H", len(body) + 2) + body
    data = plain[:2] + jfif + plain[20:]
    assert read(data, name="a.jpg").content == plain


def test_the_texts_inside_a_png_are_gone() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    picture = read(saved(drawing(), "PNG", pnginfo=texts, exif=exif()), name="a.png")
    assert SECRET not in picture.content
    assert picture.content == saved(drawing(), "PNG")


def test_the_metadata_inside_a_webp_is_gone() -> None:
    picture = read(saved(drawing(), "WEBP", exif=exif(), xmp=SECRET), name="a.webp")
    assert SECRET not in picture.content
    assert not opened(picture).getexif()


def test_the_comment_inside_a_gif_is_gone() -> None:
    assert SECRET not in read(saved(drawing(), "GIF", comment=SECRET), name="a.gif").content


@pytest.mark.parametrize("kind", FORMATS)
def test_what_trails_behind_the_picture_is_gone(kind: str) -> None:
    data = saved(drawing(), kind)
    assert read(data + b"PK\x03\x04" + SECRET, name="a") == read(data, name="a")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_colour_profile_stays(kind: str, orientation: int) -> None:
    data = saved(drawing(), kind, icc_profile=PROFILE, exif=exif(orientation))
    assert opened(read(data, name="a")).info["icc_profile"] == PROFILE


# Upright


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (64, 32), (2, 2)),
        (2, (64, 32), (61, 2)),
        (3, (64, 32), (61, 29)),
        (4, (64, 32), (2, 29)),
        (5, (32, 64), (2, 2)),
        (6, (32, 64), (29, 2)),
        (7, (32, 64), (29, 61)),
        (8, (32, 64), (2, 61)),
    ],
)
def test_a_picture_on_its_side_is_set_upright(
    kind: str, orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    picture = read(saved(drawing(), kind, exif=exif(orientation)), name="a")
    image = opened(picture).convert("RGB")
    assert (picture.width, picture.height) == image.size == size
    pixel = image.getpixel(red)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert pixel[1] < 60
    assert not image.getexif()


def test_turning_a_photograph_keeps_its_quality_and_about_its_size() -> None:
    noise = Image.effect_noise((640, 480), 60).convert("RGB")
    data = saved(noise, "JPEG", quality=80, subsampling=2, exif=exif(6))
    picture = read(data, name="a.jpg")
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(picture.content))
    assert after.quantization == before.quantization  # type: ignore[attr-defined]
    assert len(picture.content) < len(data) * 1.05


def test_a_garbled_orientation_leaves_the_picture_as_it_lies() -> None:
    data = saved(drawing(), "JPEG", exif=b"Exif\0\0MM\0*garbled")
    assert read(data, name="a.jpg").width == 64


# What is refused


def test_nothing_is_refused() -> None:
    refused = refusal(b"")
    assert refused.code == "empty"
    assert refused.values == {"name": "写真.png"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("会議資料".encode(), id="text"),
        pytest.param(b"%PDF-1.7\n", id="PDF"),
        pytest.param(b"PK\x03\x04", id="office file"),
        pytest.param(b"\x00", id="one byte"),
        pytest.param(b"RIFF\x04\0\0\0WAVE", id="sound"),
        pytest.param(b"<!doctype html><p>", id="web page"),
    ],
)
def test_what_is_no_image_is_refused_whatever_its_name(data: bytes) -> None:
    assert refusal(data).code == "not_an_image"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (saved(drawing(), "TIFF"), "TIFF"),
        (saved(drawing(), "BMP"), "BMP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- map -->\n<svg/>', "SVG"),
        (
            saved(drawing(), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 32))]),
            "animated WebP",
        ),
    ],
    ids=["TIFF", "BMP", "HEIC", "AVIF", "SVG", "SVG with prologue", "animated WebP"],
)
def test_an_image_x_does_not_take_is_refused_by_its_type(data: bytes, kind: str) -> None:
    refused = refusal(data)
    assert refused.code == "unsupported_type"
    assert refused.values["type"] == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_still_beyond_5_mb_is_refused(kind: str) -> None:
    data = saved(drawing(), kind).ljust(20_000_000, b"\0")
    refused = refusal(data)
    assert refused.code == "too_large"
    assert refused.values == {"name": "写真.png", "size": 20_000_000, "limit": 5_000_000}


def test_an_animation_may_be_larger_than_a_still() -> None:
    read(animation(2).ljust(15_000_000, b"\0"), name="a.gif")
    assert refusal(animation(2).ljust(15_000_001, b"\0")).values["limit"] == 15_000_000
    assert refusal(animation(1).ljust(5_000_001, b"\0")).values["limit"] == 5_000_000


@pytest.mark.parametrize(("width", "height"), [(7072, 7072), (60_000, 60_000), (2**31 - 1, 9)])
def test_a_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    refused = refusal(png_claiming(width, height))
    assert refused.code == "too_many_pixels"
    assert refused.values["width"] == width
    assert refused.values["height"] == height
    assert refused.values["limit"] == 50_000_000


def test_a_bomb_behind_a_modest_second_header_is_refused() -> None:
    bomb, modest = png_claiming(9000, 9000), png_claiming(9, 9)
    assert refusal(bomb[:-12] + modest[8:]).code == "broken"


def test_a_webp_bomb_is_refused_before_it_is_decoded() -> None:
    data = bytearray(saved(drawing(), "WEBP", exif=exif()))
    assert data[12:16] == b"VP8X"
    data[24:30] = b"\xff\x3f\0\xff\x3f\0"
    assert refusal(bytes(data)).code == "too_many_pixels"


@pytest.mark.parametrize(
    ("frames", "size"), [(351, (4, 4)), (2, (1281, 4)), (2, (4, 1081))], ids=str
)
def test_an_animation_beyond_the_limits_of_x_is_refused(frames: int, size: tuple[int, int]) -> None:
    refused = refusal(animation(frames, size))
    assert refused.code == "animated_limits"
    assert refused.values["frames"] == frames
    assert (refused.values["width"], refused.values["height"]) == size
    assert refused.values["max_frames"] == 350


def test_an_animation_at_the_limits_of_x_is_taken() -> None:
    read(animation(350, (4, 4)), name="a.gif")
    read(animation(2, (1280, 1080)), name="a.gif")


def test_a_gif_frame_beyond_its_screen_is_refused() -> None:
    data = bytearray(saved(drawing(), "GIF"))
    data[6:10] = struct.pack("<HH", 8, 8)
    assert refusal(bytes(data)).code == "broken"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.999])
def test_a_picture_cut_short_is_refused(kind: str, share: float) -> None:
    data = saved(drawing(), kind, exif=exif())
    assert refusal(data[: max(12, int(len(data) * share))]).code == "broken"


@pytest.mark.parametrize(
    "data",
    [b"GIF89a\1\0\1\0\0\0\0;", b"\xff\xd8\xff\xd9", png_claiming(100, 100), png_claiming(0, 0)],
    ids=["GIF without frames", "JPEG without picture", "PNG with too few rows", "PNG of no size"],
)
def test_a_shell_without_a_picture_is_refused(data: bytes) -> None:
    assert refusal(data).code == "broken"


UPLOADS = [saved(drawing(), kind, exif=exif(6)) for kind in FORMATS] + [animation(3)]


@given(st.sampled_from(UPLOADS), st.data())
def test_damage_is_either_taken_or_refused_and_never_an_error(
    upload: bytes, draws: st.DataObject
) -> None:
    damaged = bytearray(upload)
    for _ in range(draws.draw(st.integers(1, 6))):
        damaged[draws.draw(st.integers(0, len(upload) - 1))] = draws.draw(st.integers(0, 255))
    try:
        picture = read(bytes(damaged), name="a")
    except ImageRefused:
        return
    assert opened(picture).size == (picture.width, picture.height)
