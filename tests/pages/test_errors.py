"""The pages of refusal: each says what happened and what to do now, in Japanese."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from shirai_sns.urls import urlpatterns as ours
from tests.cast import PASSWORD, Cast
from tests.pages.reading import Element, read
from tests.pages.visits import everything, visitor

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [*ours, path("broken", broken)]


def refusal(response: HttpResponseBase, code: int) -> Element:
    """The parts that every such page has."""
    assert response.status_code == code
    page = read(response)
    assert page.one("html").attributes["lang"] == "ja"
    assert page.one(class_="error-page__code").text == str(code)
    for part in ("error-page__title", "error-page__text"):
        assert JAPANESE.search(page.one(class_=part).text), part
    assert page.one("main").all("a", class_="button--primary")
    return page


def test_404_tells_nothing_about_what_exists(cast: Cast) -> None:
    refusal(visitor(cast.sato).get("/no-such-page"), 404)
    refusal(visitor(cast.watanabe).get(reverse("posts:case", args=[cast.draft().code])), 404)


@pytest.mark.parametrize(
    ("who", "name", "stage", "why"),
    [
        (
            "takahashi",
            "approvals:decide",
            "pr_review",
            _("Your position does not include this act."),
        ),
        ("sato", "approvals:confirm", "pr_review", _("Your position does not include this act.")),
        ("takahashi", "approvals:submit", "draft", _("Only the requesting section may do this.")),
        (
            "sato",
            "approvals:release",
            "pr_review",
            _("Only the section that runs the channel may do this."),
        ),
    ],
)
def test_403_says_why(who: str, name: str, stage: str, why: str, cast: Cast) -> None:
    post = cast.draft() if stage == "draft" else cast.in_review()
    before = everything()
    client = visitor(getattr(cast, who))
    response = client.post(reverse(name, args=[post.code]), {"seen": post.revision.digest})
    page = refusal(response, 403)
    assert page.one(class_="error-page__text").text == why
    back = page.one("main").one("a", class_="button--primary").attributes["href"]
    assert back == reverse("posts:case", args=[post.code])
    assert everything() == before


def test_403_of_the_trail_leads_home(cast: Cast) -> None:
    page = refusal(visitor(cast.sato).get(reverse("audit:trail")), 403)
    assert page.one("main").one("a", class_="button--primary").attributes["href"] == "/"


def test_409_tells_a_changed_text_from_a_case_that_moved_on(cast: Cast) -> None:
    post = cast.in_review()
    client, here = visitor(cast.ito), reverse("approvals:decide", args=[post.code])
    changed = refusal(client.post(here, {"seen": "0" * 64}), 409)
    assert client.post(here, {"seen": post.revision.digest}).status_code == 302
    moved = refusal(client.post(here, {"seen": post.revision.digest}), 409)
    assert changed.one(class_="error-page__text").text != moved.one(class_="error-page__text").text


def test_a_form_without_its_token_says_to_try_again_and_does_nothing(cast: Cast) -> None:
    post = cast.in_review()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ito)
    before = everything()
    data = {"seen": post.revision.digest}
    refusal(strict.post(reverse("approvals:decide", args=[post.code]), data), 403)
    assert everything() == before


def test_a_form_from_another_site_does_nothing(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = read(strict.get(reverse("accounts:sign_in"))).one("form", class_="form")
    token = form.one("input", name="csrfmiddlewaretoken").attributes["value"]
    data = {"username": "3001", "password": PASSWORD, "csrfmiddlewaretoken": token}
    foreign = {"Origin": "https://evil.example"}
    refusal(strict.post(reverse("accounts:sign_in"), data, headers=foreign), 403)
    assert strict.post(reverse("accounts:sign_in"), data).status_code == 302


@override_settings(ROOT_URLCONF=__name__)
def test_500_needs_no_database(cast: Cast) -> None:
    """What broke may have been the database: the page asks it nothing after the error."""
    client = visitor(cast.sato)
    client.get("/")
    with CaptureQueriesContext(connection) as usual:
        client.get("/healthz")
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/broken")
    refusal(response, 500)
    asked = [query["sql"] for query in captured]
    assert len(asked) <= len(usual) + 1, asked
    assert "Content-Security-Policy" in response.headers


def test_500_is_drawn_without_any_connection() -> None:
    """No database fixture here: pytest-django fails the test at the first query."""
    from django.views.defaults import server_error  # noqa: PLC0415

    refusal(server_error(HttpRequest()), 500)


def test_400_is_a_page_too(cast: Cast) -> None:
    data = b"--x\r\nbroken"
    kind = "multipart/form-data; boundary=" + "x" * 300
    client = visitor(cast.sato)
    refusal(client.generic("POST", reverse("posts:create"), data, content_type=kind), 400)
