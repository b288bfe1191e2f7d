"""Deciding with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from audit.models import Event
from tests.browser import Open
from tests.cast import PASSWORD, Cast
from tests.pages.stages import again

MOST_KEYS = 60
FOCUS = "() => { const e = document.activeElement; return e.matches(':focus-visible'); }"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; on the way it must always be seen."""
    target = page.locator(selector).first
    for _n in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert page.evaluate(FOCUS)
            outline = target.evaluate(
                "e => { const s = getComputedStyle(e); return s.outlineStyle + s.boxShadow; }"
            )
            assert outline != "nonenone", "the focus cannot be seen"
            return
    raise AssertionError(f"{selector} is not reached with {MOST_KEYS} tabs")


def test_a_chief_signs_in_and_decides_without_a_mouse(city: Cast, open_as: Open) -> None:
    post = city.submitted()
    page = open_as(None)
    tab_to(page, "#id_username")
    page.keyboard.type("2001")
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")

    tab_to(page, "a.table__link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/posts/*/")

    tab_to(page, 'form[action$="/decide"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".notice[data-kind=success]")).to_be_visible()
    assert again(post).status == "pr_review"
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("decided", "鈴木 一郎")


def test_the_first_tab_offers_to_skip_to_the_content(city: Cast, open_as: Open) -> None:
    page = open_as(city.suzuki)
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_panel_opens_by_enter_and_closes_by_escape_keeping_the_focus(
    city: Cast, open_as: Open
) -> None:
    post = city.submitted()
    page = open_as(city.suzuki)
    page.goto(f"/posts/{post.code}/")
    panel = page.locator("details.panel", has=page.locator("#reason-send_back"))
    summary = panel.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reason-send_back")).to_be_visible()
    tab_to(page, "#reason-send_back")
    page.keyboard.type("会場を書き足してください。")
    page.keyboard.press("Escape")
    expect(page.locator("#reason-send_back")).to_be_hidden()
    expect(summary).to_be_focused()
    assert again(post).status == "chief_review"


def test_after_a_refused_form_the_focus_is_on_the_list_of_mistakes(
    city: Cast, open_as: Open
) -> None:
    page = open_as(city.sato)
    page.goto("/posts/new")
    page.click('button[name="then"][value="review"]')
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_be_focused()
    assert page.locator("#id_title").get_attribute("aria-invalid") == "true"


def test_enter_that_ends_a_japanese_conversion_does_not_send_the_form(
    city: Cast, open_as: Open
) -> None:
    page = open_as(city.sato)
    page.goto("/posts/new")
    page.fill("#id_title", "防災")
    stopped = page.locator("#id_title").evaluate(
        """field => !field.dispatchEvent(new KeyboardEvent(
            "keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert stopped
    assert page.url.endswith("/posts/new")
