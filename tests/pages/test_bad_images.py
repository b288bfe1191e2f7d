"""Images that cannot be posted, and good ones that must not be lost on the way."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from posts.models import Post
from tests.cast import Cast
from tests.pages.entries import picture, request_form
from tests.pages.reading import error_beside, read, summary, typed
from tests.pages.visits import everything, visitor

PNG = b"\x89PNG\r\n\x1a\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
TOO_LARGE = _("“%(name)s” is too large. Choose an image of at most %(limit)s MB.")
NO_IMAGE = _("“%(name)s” is not an image. Choose a JPEG, PNG, WebP or GIF file.")
DAMAGED = _("“%(name)s” is damaged. Save it again and choose it again.")
EMPTY = _("This file is empty. Choose another one.")
FOREIGN = _(
    "“%(name)s” is of the type %(type)s, which X does not take. "
    "Save it as JPEG or PNG and choose it again."
)
# A file, and what is said about it.
FILES: dict[str, tuple[bytes, Promise]] = {
    "20 MB.png": (PNG + bytes(20_000_000), TOO_LARGE),
    "6 MB.png": (PNG + bytes(6_000_000), TOO_LARGE),
    "notes.png": ("これは文章です。".encode(), NO_IMAGE),
    "letter.pdf": (b"%PDF-1.7 ...", NO_IMAGE),
    "empty.png": (b"", EMPTY),
    "cut.png": (picture().read()[:60], DAMAGED),
    "phone.heic": (HEIC, FOREIGN),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_x_would_not_take_is_refused_beside_its_slot(name: str, cast: Cast) -> None:
    content, expected = FILES[name]
    sent = request_form(alt_2="訓練の様子", then="review")
    before = everything()
    upload = SimpleUploadedFile(name, content, "image/png")
    response = visitor(cast.sato).post(reverse("posts:create"), {**sent, "image_2": upload})
    assert response.status_code == 422
    page = read(response)
    limit = 15 if "20" in name else 5
    values = {"name": name, "limit": limit, "type": "HEIC"}
    assert error_beside(page, "image_2") == f"＊{str(expected) % values}"
    assert name in summary(page).text or expected is EMPTY
    assert typed(page) == {name: value for name, value in sent.items() if name != "then"}
    assert everything() == before


def test_a_good_image_is_kept_while_another_field_is_wrong(cast: Cast) -> None:
    client = visitor(cast.sato)
    sent = request_form(title="", alt_1="青い四角", then="review")
    page = read(client.post(reverse("posts:create"), {**sent, "image_1": picture()}))
    assert error_beside(page, "title")
    shown = page.one("img", class_="upload__thumb").attributes["src"]
    assert client.get(shown)["Content-Type"] == "image/png"

    mended = {**typed(page), "title": "総合防災訓練について", "then": "review"}
    assert client.post(reverse("posts:create"), mended).status_code == 302
    image = Post.objects.get().revision.images.get()
    assert image.alt_text == "青い四角"
    assert Event.objects.latest("seq").act == "drafted"


def test_a_good_image_is_kept_while_its_neighbour_is_refused(cast: Cast) -> None:
    text = SimpleUploadedFile("notes.png", b"text", "image/png")
    sent = request_form(image_1=picture(), image_2=text, alt_1="青い四角", alt_2="会場")
    page = read(visitor(cast.sato).post(reverse("posts:create"), sent))
    assert "kept_1" in typed(page)
    assert "kept_2" not in typed(page)
    assert error_beside(page, "image_2")


def test_a_refused_replacement_leaves_the_image_that_was_there(cast: Cast) -> None:
    client = visitor(cast.sato)
    page = read(client.post(reverse("posts:create"), request_form(title="", image_1=picture())))
    kept = typed(page)["kept_1"]
    text = SimpleUploadedFile("notes.png", b"text", "image/png")
    again = {**typed(page), "title": "総合防災訓練について", "image_1": text}
    page = read(client.post(reverse("posts:create"), again))
    assert error_beside(page, "image_1")
    shown = page.one("img", class_="upload__thumb").attributes["src"]
    assert client.get(shown).content == client.get(reverse("posts:kept_image", args=[kept])).content


def test_an_image_without_words_for_it_is_told_in_its_own_slot(cast: Cast) -> None:
    sent = request_form(image_1=picture(), image_3=picture(color="red"), alt_1="青い四角")
    page = read(visitor(cast.sato).post(reverse("posts:create"), {**sent, "then": "review"}))
    assert "2" in error_beside(page, "alt_3")
    assert set(typed(page)) >= {"kept_1", "kept_3"}


def test_an_image_is_taken_off_by_its_box(cast: Cast) -> None:
    client = visitor(cast.sato)
    page = read(client.post(reverse("posts:create"), request_form(title="", image_1=picture())))
    mended = {**typed(page), "title": "総合防災訓練について", "drop_1": "on"}
    assert client.post(reverse("posts:create"), mended).status_code == 302
    assert not Post.objects.get().revision.images.exists()
