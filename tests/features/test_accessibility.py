"""Every page, in both languages: no finding of axe, and no sideways scrolling at 320 px."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from approvals import actions as consent
from audit.log import Signature
from posts.content import Attachment
from publishing.actions import halt, set_mode
from tests.approvals.test_rounds import NEW, resubmitted, sent_back
from tests.browser import Open
from tests.cast import TEXT, Cast, cleared
from tests.local_x import LocalX
from tests.pages.entries import stored_picture
from tests.pages.stages import STAGES, again

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
NARROW = {"width": 320, "height": 640}
LONG = "https://www.city.shiroi.chiba.jp/" + "very-long-address-without-any-break/" * 3


def findings(page: Page) -> list[str]:
    answer = Axe().run(page, options=RULES).response
    return [
        f"{page.url}: {found['id']}: {node['html'][:120]} {node['failureSummary'][:300]}"
        for found in answer["violations"]
        for node in found["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """What sticks out of a 320 px window; what scrolls in a frame of its own may."""
    usual = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if usual:
        page.set_viewport_size(usual)
    return [f"{page.url}: {wide} px wide"] if wide > NARROW["width"] else []


def inspect(page: Page, *addresses: str) -> None:
    """Open each page in Japanese, and in English with its last panel open, and look at it."""
    found: list[str] = []
    for language in ("ja", "en"):
        whole_site = urljoin(page.url, "/")
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "url": whole_site}]
        )
        for address in addresses:
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language
            panels = page.locator("details.panel")
            if language == "en" and panels.count():
                panels.last.evaluate("panel => { panel.open = true; }")
            found += findings(page) + sideways(page)
    assert found == []


def test_pages_for_everybody(city: Cast, open_as: Open) -> None:
    inspect(open_as(None), "/accounts/sign-in", "/accounts/sign-in?next=/trail/")


def test_the_inbox_with_and_without_cases(city: Cast, open_as: Open) -> None:
    names = ("todo", "done", "mine", "returned", "outgoing", "afterwards")
    tabs = {tab: f"/?tab={tab}" for tab in names}
    inspect(open_as(city.watanabe), *tabs.values())
    urgent = {"lane": "urgent", "reason": "本日中に避難所の開設を知らせるため"}
    city.in_review(title="長" * 100, **urgent)
    post = city.in_review()
    consent.confirm(
        post.pk, actor=city.takahashi, seen=post.revision.digest, declaration=cleared(post)
    )
    city.scheduled()
    inspect(open_as(city.takahashi), tabs["todo"], tabs["done"], tabs["outgoing"])
    inspect(open_as(city.sato), tabs["mine"])
    inspect(open_as(city.suzuki), tabs["todo"], tabs["afterwards"])


def test_a_resubmitted_case_with_what_has_changed(city: Cast, open_as: Open) -> None:
    old = (Attachment(stored_picture("navy"), "青い四角"),)
    new = (Attachment(stored_picture("red"), "赤い四角"),)
    post = sent_back(city, attachments=old)
    post = resubmitted(city, post, texts=(f"{NEW} {LONG}",), attachments=new, category="event")
    page = open_as(city.suzuki)
    inspect(page, reverse("posts:case", args=[post.code]))
    page.locator(".rounds summary").click()
    assert findings(page) + sideways(page) == []


def test_the_follows_on_record_and_none(city: Cast, open_as: Open) -> None:
    page = open_as(city.ito)
    inspect(page, "/follows/")
    consent.record_follow(
        city.channel.pk,
        actor=city.ito,
        handle="w" * 15,
        benefit=f"災害時に県の発表を確かめるため {LONG}",
        since=dt.date(2026, 4, 1),
    )
    inspect(page, "/follows/")


@pytest.mark.parametrize("stage", STAGES)
def test_the_case_page_at_every_stage(stage: str, city: Cast, open_as: Open) -> None:
    """As whoever is offered the most there sees it."""
    person = {"draft": city.sato, "returned": city.sato, "chief_review": city.suzuki}
    post = again(STAGES[stage](city))
    page = open_as(person.get(stage, city.ito))
    inspect(page, reverse("posts:case", args=[post.code]))


def test_a_case_with_images_a_long_link_and_a_stop_in_force(city: Cast, open_as: Open) -> None:
    shown = tuple(
        Attachment(stored_picture(color), f"{color}の四角")
        for color in ("red", "navy", "green", "white")
    )
    post = city.submitted(f"{TEXT} {LONG}", attachments=shown, title="x" * 100)
    halt(city.channel, actor=city.ito, reason=f"誤りの確認のため {LONG}")
    set_mode(city.channel, city.channel.Mode.DRILL, actor=Signature(number="", name="試験"))
    inspect(open_as(city.suzuki), reverse("posts:case", args=[post.code]), "/")


def test_the_request_form_empty_filled_and_refused(city: Cast, open_as: Open) -> None:
    shown = (Attachment(stored_picture(), ""),)
    edit = reverse("posts:edit", args=[city.draft("あ" * 141, attachments=shown).code])
    inspect(open_as(city.sato), "/posts/new", edit, f"{edit}?check=1")


def test_a_reason_that_is_missing(city: Cast, open_as: Open) -> None:
    post = city.in_review()
    page = open_as(city.ito)
    page.goto(f"/posts/{post.code}/")
    page.locator("#reason-reject").evaluate("area => { area.form.noValidate = true; }")
    page.locator("details.panel", has=page.locator("#reason-reject")).locator("summary").click()
    page.locator("form[action$='/reject'] button.button--danger").click()
    page.wait_for_url(re.compile("/reject$"))
    assert page.locator("#reason-reject").is_visible()
    assert findings(page) + sideways(page) == []


def test_the_trail_full_narrowed_and_empty(city: Cast, open_as: Open) -> None:
    for _n in range(3):
        city.scheduled()
    inspect(
        open_as(city.ito),
        "/trail/",
        "/trail/?act=decided",
        "/trail/?person=nobody",
        "/trail/?act=x",
    )


def test_pages_of_refusal(city: Cast, open_as: Open) -> None:
    submitted = reverse("posts:edit", args=[city.submitted().code])
    inspect(open_as(city.sato), "/no-such-page", "/trail/", submitted)


def test_the_timeline_of_the_local_x(city: Cast, open_as: Open, x: LocalX) -> None:
    page = open_as(None)
    page.goto(x.url)
    assert findings(page) + sideways(page) == []
