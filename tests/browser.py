"""A real Chromium for the tests of whole stories.

A machine without one says loudly what was not tested; with ``CI=true`` that is a failure.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from devstack.chromium import find_chromium
from tests.cast import PASSWORD

MISSING = "NO CHROMIUM FOUND: the browser tests did not run. Install chromium or google-chrome."
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# A page of ours has this long to appear; nothing is ever waited for without a deadline.
DEADLINE_MS = 20_000

Open = Callable[..., Page]


def missing_chromium() -> NoReturn:
    """Fail where a skip would go unnoticed; say it in the summary of every other run."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(MISSING, pytrace=False)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(MISSING, stacklevel=2)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        missing_chromium()
    options = ["--disable-background-networking", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        # Playwright's synchronous API keeps an event loop in this thread; Django takes that for
        # asynchronous code and would refuse every query of the tests themselves.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        yield browser
        browser.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What any page of this test complained about: script errors, CSP, failed requests."""
    return []


@pytest.fixture
def open_as(chromium: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Open]:
    """Opens a browser of its own for a person, signed in by hand, at the inbox.

    At the end of the test no page may have complained about anything.
    """
    contexts: list[BrowserContext] = []

    def open_(user: User | None, **options: object) -> Page:
        options = {"viewport": DESK, "locale": "en-US", **options}
        context = chromium.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(DEADLINE_MS)
        page = context.new_page()
        listen(page, complaints)
        page.goto("/accounts/sign-in")
        if user is not None:
            sign_in(page, user)
        return page

    yield open_
    for context in contexts:
        context.close()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def listen(page: Page, complaints: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        # A refused form comes with its own status; the browser notes that as an error, too.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


def press(page: Page, action: str) -> None:
    """The button of one act on the case page, and the page it leads to."""
    button = f'form[action$="/{action}"] button.button'
    if action in {"submit", "confirm"}:
        answer(page)
        button = 'button[form="declaration"]'
    with page.expect_navigation():
        page.click(button)


def answer(page: Page) -> None:
    """Every item of the checklist, by one button where there is JavaScript, and a reason for
    whatever the checks have found."""
    every = page.locator("[data-check-all]")
    if every.is_visible():
        every.click()
    for box in page.locator('#declaration input[type="checkbox"]').all():
        box.check()
    for reason in page.locator("#declaration textarea").all():
        reason.fill("担当課で確認しました")


def back_to_the_case(page: Page) -> None:
    """After an act: the link in the message leads back to what was just handled."""
    with page.expect_navigation():
        page.click(".notice[data-kind=success] a")


def open_first_case(page: Page) -> None:
    page.goto("/")
    page.click("a.table__link")
    page.wait_for_url("**/posts/*/")


def chip(page: Page) -> str | None:
    """The status that the head of a case page names."""
    return page.locator(".page-header .chip").first.get_attribute("data-status")


def sign_in(page: Page, user: User) -> None:
    page.fill("#id_username", user.staff_number)
    page.fill("#id_password", PASSWORD)
    page.click("main form.form button")
    page.wait_for_url("**/")
