"""A chief on a phone, somewhere between two meetings: from the link in the mail, two taps."""

from __future__ import annotations

import re

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from posts.content import Attachment
from tests.approvals.test_rounds import NEW, resubmitted, sent_back
from tests.browser import PHONE, Open
from tests.cast import TEXT, Cast
from tests.pages.entries import stored_picture
from tests.sight import history

ALT = "青い四角の中に、避難する人の絵"


def in_sight(page: Page, element: Locator) -> bool:
    """Whether it can be seen without scrolling, and nothing lies over it."""
    box = element.bounding_box()
    assert box is not None
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    covered = element.evaluate(
        "(element, [x, y]) => !element.contains(document.elementFromPoint(x, y))", middle
    )
    return not covered and box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]


def readable(page: Page, element: Locator) -> None:
    """It scrolls into sight, fits into the width, and its letters are no smaller than 14 px."""
    element.scroll_into_view_if_needed()
    expect(element).to_be_visible()
    box = element.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    size = element.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 14


def test_a_chief_decides_in_two_taps_and_lands_on_the_next_case(city: Cast, open_as: Open) -> None:
    shown = (Attachment(stored_picture(), ALT),)
    first = city.submitted(title="総合防災訓練について", attachments=shown)
    second = city.submitted(title="試験放送について")
    page = open_as(city.suzuki, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(reverse("posts:case", args=[first.code]))

    button = page.locator('form[action$="/decide"] button')
    assert in_sight(page, button), "the first look offers the act"
    text = page.locator(".preview__text")
    expect(text).to_have_text(TEXT)
    readable(page, text)
    image = page.get_by_role("img", name=ALT)
    readable(page, image)
    assert image.evaluate("image => image.naturalWidth") == 16
    assert in_sight(page, button), "it stays there while one reads"

    with page.expect_navigation(url=re.compile(str(second.code))):
        button.tap()
    notice = page.locator(".notice[data-kind=success]")
    expect(notice).to_contain_text("総合防災訓練について")
    expect(notice).to_contain_text("試験放送について")
    assert history(first)[-1] == "decided"

    with page.expect_navigation():
        page.locator('form[action$="/decide"] button').tap()
    assert page.url.endswith("/")
    expect(page.locator(".empty__title")).to_have_text("未処理の案件はありません。")
    assert history(second)[-1] == "decided"


def test_what_changed_is_readable_on_a_phone(city: Cast, open_as: Open) -> None:
    old = (Attachment(stored_picture("navy"), "青い四角"),)
    new = (Attachment(stored_picture("red"), "赤い四角"),)
    post = resubmitted(city, sent_back(city, attachments=old), texts=(NEW,), attachments=new)
    page = open_as(city.suzuki, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(reverse("posts:case", args=[post.code]))
    assert in_sight(page, page.locator('form[action$="/decide"] button'))
    readable(page, page.locator(".changed__text"))
    for picture in page.locator(".changed__picture img").all():
        readable(page, picture)
    page.locator(".rounds summary").tap()
    readable(page, page.locator(".rounds__text"))
