"""The count beside the text: what X will make of it, as it is typed."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.pages.reading import Element, read
from tests.pages.visits import everything, html, visitor

HTMX = {"HX-Request": "true"}


def counted(cast: Cast, body: str) -> Element:
    response = visitor(cast.sato).post(reverse("posts:count"), {"body": body}, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in html(response)
    return read(response).one("div", class_="counter")


@pytest.mark.parametrize(
    ("body", "state", "number"),
    [
        ("", "ok", "140"),
        ("あ" * 100, "ok", "40"),
        ("a" * 100, "ok", "90"),
        ("あ" * 130, "near", "10"),
        ("あ" * 140, "near", "0"),
        ("あ" * 141, "over", "1"),
        ("あ" * 200, "over", "60"),
        ("https://www.city.shiroi.chiba.jp/" + "x" * 200, "ok", "128"),
        ("か\u3099" * 140, "near", "0"),
        ("👨‍👩‍👧‍👦" * 10, "ok", "130"),
        ("一行目\r\n二行目", "ok", "133"),
    ],
    ids=["none", "100", "latin", "130", "140", "141", "200", "link", "NFC", "emoji", "lines"],
)
def test_the_count_says_how_many_characters_are_left_or_over(
    body: str, state: str, number: str, cast: Cast
) -> None:
    counter = counted(cast, body)
    assert counter.attributes["data-state"] == state
    assert counter.one(class_="counter__number").text == number


def test_the_bar_never_leaves_its_frame(cast: Cast) -> None:
    bar = counted(cast, "あ" * 500).one("progress")
    assert bar.attributes["value"] == bar.attributes["max"] == "280"


def test_the_fragment_fits_where_the_form_asks_for_it(cast: Cast) -> None:
    page = read(visitor(cast.sato).get(reverse("posts:create")))
    area = page.one("textarea", name="body")
    assert area.attributes["hx-post"] == reverse("posts:count")
    assert area.attributes["hx-target"] == "#body-count"
    assert page.one(id="body-count").attributes["data-state"] == "ok"
    assert counted(cast, "訓練").attributes["id"] == "body-count"


def test_the_form_itself_counts_without_javascript(cast: Cast) -> None:
    post = cast.draft("あ" * 138)
    page = read(visitor(cast.sato).get(reverse("posts:edit", args=[post.code])))
    assert page.one(id="body-count").one(class_="counter__number").text == "2"


def test_counting_leaves_nothing_behind(cast: Cast) -> None:
    before = everything()
    counted(cast, "訓練")
    assert everything() == before


def test_whoever_has_not_signed_in_counts_nothing(db: None) -> None:
    assert visitor().post(reverse("posts:count"), {"body": "訓練"}).status_code == 302


@pytest.mark.parametrize("piece", ["あ #a https://e.jp/a ", "👨\u200d", "a.", "http://"], ids=ascii)
def test_a_whole_book_does_not_keep_the_server_busy(piece: str, cast: Cast) -> None:
    begin = time.process_time()
    assert counted(cast, piece * 50_000).attributes["data-state"] == "over"
    assert time.process_time() - begin < 10
