"""From a section's request to a post on X, as five people live it in their browsers."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from audit.models import Event
from audit.verify import verify
from posts.models import Post
from tests.browser import PHONE, Open, back_to_the_case, chip, open_first_case, press
from tests.cast import Cast
from tests.local_x import LocalX
from tests.pages.entries import picture

TEXT = "【総合防災訓練】次の日曜日の9時から、市役所で総合防災訓練を行います。 #防災"
ALT = "青い四角の中に、避難する人の絵"


def test_a_request_becomes_a_post_on_x_and_the_trail_says_who_and_when(
    city: Cast, open_as: Open, x: LocalX, work: Callable[[], None]
) -> None:
    drafter = open_as(city.sato)
    draft_and_submit(drafter)
    assert chip(drafter) == "chief_review"

    decide_on_a_phone(open_as(city.suzuki, viewport=PHONE, has_touch=True, is_mobile=True))

    for checker in (city.takahashi, city.tanaka):
        page = open_as(checker)
        open_first_case(page)
        press(page, "confirm")
        assert page.locator(".notice[data-kind=success]").count() == 1
    back_to_the_case(page)
    assert chip(page) == "scheduled"

    work()
    drafter.reload()
    assert chip(drafter) == "published"
    x_id = x.timeline()[-1].id
    link = drafter.get_by_role("link", name=str(x_id))
    assert link.get_attribute("href") == f"{x.url}/shiroi_city/status/{x_id}"

    read_on_x(open_as(None), x)
    read_the_trail(open_as(city.ito))


def draft_and_submit(page: Page) -> None:
    page.click(".navigation a[href='/posts/new']")
    page.fill("#id_title", "総合防災訓練について")
    page.check('input[name="category"][value="safety"]')
    count = page.locator("#body-count .counter__number")
    expect(count).to_have_text("140")
    page.locator("#id_body").press_sequentially("防災", delay=20)
    expect(count).to_have_text("138")
    page.fill("#id_body", "あ" * 141)
    expect(page.locator("#body-count")).to_have_attribute("data-state", "over")
    page.fill("#id_body", TEXT)
    expect(page.locator("#body-count")).to_have_attribute("data-state", "ok")
    file = picture()
    page.set_input_files(
        "#id_image_1", {"name": "訓練.png", "mimeType": "image/png", "buffer": file.read()}
    )
    page.fill("#id_alt_1", ALT)
    page.click('button[name="then"][value="review"]')
    page.wait_for_url("**/posts/*-*/")
    assert page.locator(".preview__text").inner_text() == TEXT
    assert page.get_by_role("img", name=ALT).evaluate("image => image.naturalWidth") == 16
    press(page, "submit")


def decide_on_a_phone(page: Page) -> None:
    open_first_case(page)
    button = page.locator('form[action$="/decide"] button')
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "a thumb has to hit it"
    assert box["y"] + box["height"] <= PHONE["height"], "it is in sight without scrolling"
    with page.expect_navigation():
        button.tap()
    back_to_the_case(page)
    assert chip(page) == "pr_review"


def read_on_x(page: Page, x: LocalX) -> None:
    assert x.tries == 1
    page.goto(x.url)
    post = page.locator("article.post")
    expect(post).to_have_count(1)
    assert post.locator(".text").inner_text() == TEXT
    image = post.locator("img")
    assert image.get_attribute("alt") == ALT
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") == 16


def read_the_trail(page: Page) -> None:
    page.goto("/trail/")
    lines = " ".join(page.locator("table tbody tr").all_inner_texts())
    for name in ("佐藤 花子", "鈴木 一郎", "高橋 健一", "田中 陽子", "システム"):
        assert name in lines
    post = Post.objects.get()
    acts = [e.act for e in Event.objects.about("post", str(post.code))]
    assert acts == [
        "drafted",
        "submitted",
        "decided",
        "confirmed",
        "confirmed",
        "claimed",
        "published",
    ]
    assert verify().broken_at is None
