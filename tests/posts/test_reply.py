"""返信: an exception with its target and its benefit in writing (ガイドライン2(3)④)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from posts.addresses import PostOnX, post_on_x
from posts.models import Post
from tests.cast import Cast
from tests.pages.entries import request_form
from tests.pages.reading import Element, error_beside, read, summary, typed
from tests.pages.visits import visitor
from tests.sight import history

ASKED = "https://x.com/shiroi_citizen/status/1990000000000000001"
BENEFIT = "避難所の場所の誤解が広がっており、正しい場所を伝えるため"
REPLY = request_form(kind="reply", reply_url=ASKED, benefit=BENEFIT, section="", channel="")


@pytest.mark.parametrize(
    ("typed_address", "address"),
    [
        (ASKED, ASKED),
        (f"{ASKED}?s=20&t=abc", ASKED),
        (f"{ASKED}/photo/1", ASKED),
        (ASKED.replace("https://", ""), ASKED),
        (f"　{ASKED.replace('1990', '１９９０')} ", ASKED),
        ("http://twitter.com/a/status/12", "https://twitter.com/a/status/12"),
        ("https://mobile.twitter.com/a/statuses/12", "https://mobile.twitter.com/a/statuses/12"),
        ("https://x.com/i/web/status/12", "https://x.com/i/web/status/12"),
    ],
)
def test_the_address_of_a_post_is_read_without_what_trackers_add(
    typed_address: str, address: str
) -> None:
    x_id = address.rpartition("/")[2]
    assert post_on_x(typed_address) == PostOnX(x_id, address)


@pytest.mark.parametrize(
    "typed_address",
    [
        "",
        "1990000000000000001",
        "https://x.com/shiroi_city",
        "https://x.com.evil.example/a/status/12",
        "https://evil.example/x.com/a/status/12",
        "https://user@x.com/a/status/12",
        "javascript://x.com/a/status/12",
        "https://x.com/a/status/12345678901234567890",
        "https://[x.com/a/status/12",
        "https://x.com/a/status/١٢",
    ],
)
def test_any_other_address_is_none(typed_address: str) -> None:
    assert post_on_x(typed_address) is None


def test_the_local_x_of_drills_counts_as_x() -> None:
    address = "http://127.0.0.1:8001/shiroi_city/status/12"
    assert post_on_x(address, {"127.0.0.1:8001"}) == PostOnX("12", address)
    assert post_on_x(address, {"127.0.0.1:9"}) is None


def asked_for(cast: Cast, **changes: object) -> Post:
    answer = visitor(cast.sato).post(reverse("posts:create"), {**REPLY, **changes})
    assert answer.status_code == 302
    return Post.objects.latest("pk")


def test_a_reply_is_drafted_with_its_target_and_its_benefit(cast: Cast) -> None:
    post = asked_for(cast, reply_url=f"{ASKED}?s=20")
    revision = post.revision
    assert (revision.reply_to, revision.reply_url, revision.benefit) == (
        "1990000000000000001",
        ASKED,
        BENEFIT,
    )
    page = read(visitor(cast.sato).get(reverse("posts:case", args=[post.code])))
    assert page.one("a", href=ASKED).text == ASKED
    for words in ("返信（例外）", BENEFIT, "必ず広報担当課の所属長の決裁が必要です"):
        assert words in page.text
    assert history(post) == ["drafted"]


def test_what_was_typed_comes_back_when_it_is_revised(cast: Cast) -> None:
    post = asked_for(cast)
    page = read(visitor(cast.sato).get(reverse("posts:edit", args=[post.code])))
    again = typed(page)
    assert (again["kind"], again["reply_url"], again["benefit"]) == ("reply", ASKED, BENEFIT)


def refused(cast: Cast, **changes: object) -> Element:
    answer = visitor(cast.sato).post(reverse("posts:create"), {**REPLY, **changes})
    assert answer.status_code == 422
    return read(answer)


@pytest.mark.parametrize("address", ["", "https://x.com/shiroi_city", "返信先"])
def test_a_reply_without_its_target_is_not_even_saved(address: str, cast: Cast) -> None:
    """It would go out as a post of its own."""
    page = refused(cast, reply_url=address)
    assert "https://x.com/…/status/" in error_beside(page, "reply_url")
    assert typed(page)["reply_url"] == address
    assert typed(page)["benefit"] == BENEFIT
    assert summary(page)
    assert not Post.objects.exists()


@pytest.mark.parametrize("benefit", ["", "有益なため", "　" * 12])
def test_a_reply_is_not_submitted_without_its_benefit_in_writing(benefit: str, cast: Cast) -> None:
    page = refused(cast, benefit=benefit, then="review")
    assert "10文字以上" in error_beside(page, "benefit")
    post = asked_for(cast, benefit=benefit)
    client = visitor(cast.sato)
    seen = {"seen": post.revision.digest}
    answer = client.post(reverse("approvals:submit", args=[post.code]), seen, follow=True)
    assert "10文字以上" in error_beside(read(answer), "benefit")
    assert history(post) == ["drafted"]


def test_a_new_post_keeps_nothing_of_a_reply(cast: Cast) -> None:
    revision = asked_for(cast, kind="post").revision
    assert (revision.reply_to, revision.reply_url, revision.benefit) == ("", "", "")


def test_the_form_says_that_it_is_an_exception_and_names_the_usual_ways(
    cast: Cast, settings: Settings
) -> None:
    settings.INQUIRY_URL = "https://www.city.example.lg.jp/inquiry"
    page = read(visitor(cast.sato).get(reverse("posts:create")))
    block = page.one("div", data_when="reply")
    assert "例外" in block.one(class_="notice__title").text
    assert block.one("a", href=settings.INQUIRY_URL).text == "お問い合わせ"
    assert "市長への手紙" in block.text
    canned = block.one(data_phrases_for="id_body").one("button").text
    assert (
        "「お問い合わせ」 https://www.city.example.lg.jp/inquiry または「市長への手紙」" in canned
    )
