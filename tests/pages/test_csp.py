"""No page runs or styles anything that does not come from our own files."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from audit.models import Event
from publishing.actions import halt
from tests.cast import Cast
from tests.pages.entries import request_form
from tests.pages.reading import read
from tests.pages.stages import STAGES, again
from tests.pages.visits import visitor

WANTED = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def check(response: HttpResponseBase) -> None:
    """The header is strict, and the page needs nothing that it forbids."""
    policy = response["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";") if part.strip()} == WANTED
    assert response["X-Frame-Options"] == "DENY"
    for element in read(response):
        names = element.attributes
        assert element.tag != "style", "a style element"
        assert "style" not in names, element
        assert not [name for name in names if name.startswith(("on", "hx-on"))], element
        assert not names.get("href", "").startswith("javascript:"), element
        assert "js:" not in names.get("hx-vals", ""), element
        if element.tag == "script":
            assert names["src"].startswith("/static/")
            assert not element.raw.strip()
        for source in (names.get("src", ""), names.get("action", "")):
            assert not source.startswith(("http", "//", "data:")), element


@pytest.mark.parametrize("stage", STAGES)
def test_the_case_page_at_every_stage(stage: str, cast: Cast) -> None:
    post = again(STAGES[stage](cast))
    for person in (cast.sato, cast.suzuki, cast.takahashi, cast.ito):
        check(visitor(person).get(reverse("posts:case", args=[post.code])))


def test_every_other_page(cast: Cast) -> None:
    halt(cast.channel, actor=cast.ito, reason="誤りの確認")
    cast.in_review()
    draft = reverse("posts:edit", args=[cast.draft().code])
    for tab in ("todo", "done", "mine", "outgoing"):
        check(visitor(cast.ito).get(f"/?tab={tab}"))
    check(visitor(cast.ito).get(reverse("audit:trail")))
    check(visitor(cast.sato).get(reverse("posts:create")))
    check(visitor(cast.sato).get(f"{draft}?check=1"))
    check(visitor().get(reverse("accounts:sign_in")))


def test_pages_that_tell_of_a_mistake(cast: Cast) -> None:
    client = visitor(cast.sato)
    post = cast.draft()
    check(client.post(reverse("posts:create"), request_form(title="")))
    check(client.post(reverse("posts:withdraw", args=[post.code])))
    check(client.get("/no-such-page"))
    check(client.get(reverse("audit:trail")))
    check(client.post(reverse("approvals:submit", args=[post.code]), {"seen": "0" * 64}))
    check(visitor().post(reverse("accounts:sign_in"), {"username": "1", "password": "x"}))


def test_a_page_refused_for_its_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    check(strict.post(reverse("accounts:sign_in"), {"username": "3001", "password": "x"}))


def test_what_people_write_is_text_and_never_markup(cast: Cast) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    post = cast.submitted(attack, title=attack)
    data = {"seen": post.revision.digest, "reason": attack}
    sent_back = reverse("approvals:send_back", args=[post.code])
    assert visitor(cast.suzuki).post(sent_back, data).status_code == 302
    assert Event.objects.latest("seq").reason == attack
    check(visitor(cast.sato).get(reverse("posts:case", args=[post.code])))
    check(visitor(cast.sato).get(reverse("posts:edit", args=[post.code])))
    check(visitor(cast.sato).get("/?tab=mine"))
    check(visitor(cast.ito).get(reverse("audit:trail")))
