"""An image is shown to those who may read its post, and to nobody else."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from posts.content import Attachment
from posts.forms.pictures import keep_token
from posts.models import Image, Post
from tests.cast import Cast, draft
from tests.pages.entries import stored_picture
from tests.pages.visits import visitor


def shown(cast: Cast) -> tuple[Post, Image]:
    post = cast.draft(attachments=(Attachment(stored_picture(), "青い四角"),))
    return post, post.revision.images.get()


def test_an_image_is_shown_to_those_who_may_read_the_post(cast: Cast) -> None:
    post, image = shown(cast)
    address = reverse("posts:image", args=[post.code, image.pk])
    for reader in (cast.sato, cast.suzuki, cast.takahashi, cast.ito):
        response = visitor(reader).get(address)
        assert response.content == bytes(image.stored.content)
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"].startswith("private")
    assert visitor(cast.watanabe).get(address).status_code == 404
    assert visitor().get(address).status_code == 302


def test_an_image_is_not_shown_under_the_address_of_another_post(cast: Cast) -> None:
    _post, image = shown(cast)
    own = draft(cast.watanabe, cast.tax, cast.channel)
    address = reverse("posts:image", args=[own.code, image.pk])
    assert visitor(cast.watanabe).get(address).status_code == 404


def test_an_image_of_an_earlier_revision_stays_to_be_seen(cast: Cast) -> None:
    post, image = shown(cast)
    client = visitor(cast.sato)
    edit = reverse("posts:edit", args=[post.code])
    form = {
        "seen": post.revision.digest,
        "title": "画像なし",
        "kind": "post",
        "lane": "normal",
        "publicity": "public",
        "timing": "asap",
    }
    assert client.post(edit, form).status_code == 302
    assert not Post.objects.get().revision.images.exists()
    assert client.get(reverse("posts:image", args=[post.code, image.pk])).status_code == 200


def test_a_kept_image_is_shown_to_whoever_uploaded_it_only(cast: Cast) -> None:
    address = reverse("posts:kept_image", args=[keep_token(cast.sato, stored_picture())])
    assert visitor(cast.sato).get(address)["Content-Type"] == "image/png"
    for other in (cast.suzuki, cast.ito, cast.watanabe):
        assert visitor(other).get(address).status_code == 404
    assert visitor().get(address).status_code == 302


def test_a_token_made_for_something_else_opens_nothing(cast: Cast) -> None:
    other = signing.dumps([cast.sato.pk, stored_picture()], salt="something else")
    missing = keep_token(cast.sato, "0" * 64)
    for token in (other, missing, "x", "%00"):
        assert visitor(cast.sato).get(f"/posts/kept-images/{token}").status_code == 404
