"""Everything works with JavaScript switched off; htmx and the rest are conveniences."""

from __future__ import annotations

import re

from audit.models import Event
from posts.models import Post
from tests.browser import Open, back_to_the_case, chip, open_first_case, press
from tests.cast import Cast
from tests.pages.entries import picture


def test_a_request_is_drafted_mended_submitted_sent_back_and_checked(
    city: Cast, open_as: Open
) -> None:
    drafter = open_as(city.sato, java_script_enabled=False)
    drafter.goto("/posts/new")
    drafter.fill("#id_title", "総合防災訓練について")
    drafter.fill("#id_body", "あ" * 141)
    drafter.set_input_files(
        "#id_image_1", {"name": "訓練.png", "mimeType": "image/png", "buffer": picture().read()}
    )
    drafter.fill("#id_alt_1", "青い四角")
    drafter.click('button[name="then"][value="review"]')
    assert drafter.locator(".error-summary a").count() == 2
    assert drafter.locator("#id_body_error").is_visible()
    assert drafter.locator("#body-count").get_attribute("data-state") == "over"
    assert drafter.input_value("#id_body") == "あ" * 141
    assert drafter.input_value("#id_alt_1") == "青い四角"

    drafter.locator(".error-summary a").first.click()
    drafter.fill("#id_body", "次の日曜日に総合防災訓練を行います。")
    drafter.check('input[name="category"][value="safety"]')
    drafter.click('button[name="then"][value="review"]')
    drafter.wait_for_url(re.compile(r"/posts/[0-9a-f-]{36}/"))
    assert drafter.locator(".preview__images img").get_attribute("alt") == "青い四角"
    press(drafter, "submit")

    chief = open_as(city.suzuki, java_script_enabled=False)
    open_first_case(chief)
    press(chief, "decide")
    back_to_the_case(chief)
    assert chip(chief) == "pr_review"

    checker = open_as(city.takahashi, java_script_enabled=False)
    open_first_case(checker)
    panel = checker.locator("details.panel", has=checker.locator("#reason-send_back"))
    panel.locator("summary").click()
    checker.fill("#reason-send_back", "会場を書き足してください。")
    with checker.expect_navigation():
        panel.locator("form button.button--primary").click()
    back_to_the_case(checker)
    assert chip(checker) == "returned"
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.reason) == (
        "sent_back",
        "高橋 健一",
        "会場を書き足してください。",
    )


def test_language_and_signing_out_are_plain_forms(city: Cast, open_as: Open) -> None:
    page = open_as(city.sato, java_script_enabled=False)
    page.click('button[name="language"]')
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("details.account summary")
    page.click('form[action="/accounts/sign-out"] button')
    page.wait_for_url("**/accounts/sign-in")
    assert Event.objects.latest("seq").act == "signed_out"
    assert not Post.objects.exists()
