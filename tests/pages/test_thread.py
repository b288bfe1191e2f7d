"""スレッド: a longer text in several posts, written without any JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse

from posts.models import Post
from tests.cast import Cast
from tests.pages.entries import picture, request_form
from tests.pages.reading import read
from tests.pages.visits import html, visitor
from tests.sight import history, look

TEXTS = ("その1です。", "その2です。", "その3です。")
PARTS = {"body": TEXTS[0], "part_2": TEXTS[1], "part_3": TEXTS[2]}


def new(cast: Cast, **typed: object) -> Post:
    answer = visitor(cast.sato).post(reverse("posts:create"), request_form(**typed))
    assert answer.status_code == 302, html(answer)
    return Post.objects.latest("pk")


def test_a_press_of_the_button_shows_one_more_text_and_loses_nothing(cast: Cast) -> None:
    typed = request_form(body=TEXTS[0], title="", image_1=picture(), alt_1="紺色", then="add")
    answer = visitor(cast.sato).post(reverse("posts:create"), typed)
    assert (answer.status_code, Post.objects.count()) == (200, 0)
    page = html(answer)
    assert TEXTS[0] in page
    assert 'name="part_2"' in page
    assert 'name="part_3"' not in page
    assert 'id="part_2-count"' in page
    assert 'name="kept_1"' in page
    assert 'field__error"' not in page
    again = visitor(cast.sato).post(reverse("posts:create"), request_form(**PARTS, then="add"))
    assert 'name="part_4"' in html(again)
    assert TEXTS[2] in html(again)


def test_a_thread_is_saved_shown_and_revised(cast: Cast) -> None:
    post = new(cast, **PARTS)
    assert post.revision.content().texts == TEXTS
    page = look(cast.sato, post).html
    assert all(text in page for text in TEXTS)
    assert "3/3" in page
    edit = visitor(cast.sato).get(reverse("posts:edit", args=[post.code]))
    assert TEXTS[2] in html(edit)
    seen = post.revision.digest
    changed = request_form(**{**PARTS, "part_2": " "}, seen=seen)
    assert (
        visitor(cast.sato).post(reverse("posts:edit", args=[post.code]), changed).status_code == 302
    )
    post.refresh_from_db()
    assert post.revision.content().texts == (TEXTS[0], TEXTS[2])
    assert history(post) == ["drafted", "revised"]


def test_a_part_that_is_too_long_is_told_beside_its_own_text(cast: Cast) -> None:
    typed = request_form(**{**PARTS, "part_2": "", "part_3": "あ" * 141}, then="review")
    page = visitor(cast.sato).post(reverse("posts:create"), typed)
    assert page.status_code == 422
    found = read(page).one("textarea", name="part_3")
    assert found.attributes["aria-invalid"] == "true"


def test_a_thread_has_at_most_25_posts(cast: Cast) -> None:
    many = {f"part_{n}": f"その{n}" for n in range(2, 40)}
    full = visitor(cast.sato).post(reverse("posts:create"), request_form(**many, then="add"))
    assert 'name="part_25"' in html(full)
    assert 'name="part_26"' not in html(full)
    assert 'value="add"' not in html(full)
    assert len(new(cast, **many).revision.content().texts) == 25


@pytest.mark.parametrize("field", ["part_2", "part_25"])
def test_every_text_has_its_own_count(cast: Cast, field: str) -> None:
    address = f"{reverse('posts:count')}?field={field}"
    answer = visitor(cast.sato).post(address, {field: "あ" * 130})
    assert read(answer).one("div", class_="counter").attributes["id"] == f"{field}-count"
    wrong = visitor(cast.sato).post(f"{reverse('posts:count')}?field=<b>", {})
    assert wrong.status_code == 404


def test_a_deadline_is_typed_kept_and_shown(cast: Cast) -> None:
    post = new(cast, not_after="令和9年3月31日 17時")
    assert post.revision.not_after is not None
    assert post.revision.not_after.isoformat() == "2027-03-31T08:00:00+00:00"
    assert "投稿期限" in look(cast.sato, post).html
    edit = html(visitor(cast.sato).get(reverse("posts:edit", args=[post.code])))
    assert 'value="2027-03-31T17:00"' in edit
    past = request_form(not_after="2026-04-01 09:00", then="review")
    assert visitor(cast.sato).post(reverse("posts:create"), past).status_code == 422
