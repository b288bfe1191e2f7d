"""Japanese unless the person has chosen otherwise; English complete."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.pages.reading import Element, read
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, html, visitor

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
ENGLISH = {"Accept-Language": "en-US,en;q=0.9"}


def choose(client: Client, language: str, onward: str = "/") -> str:
    form = {"language": language, "next": onward}
    response = client.post(reverse("set_language"), form)
    assert response.status_code == 302
    return str(response["Location"])


def heading(client: Client, address: str) -> Element:
    return read(client.get(address, headers=ENGLISH)).one("h1")


def test_the_browsers_own_language_is_not_asked(cast: Cast) -> None:
    for client, address in (
        (visitor(), reverse("accounts:sign_in")),
        (visitor(cast.sato), "/"),
        (visitor(cast.sato), reverse("posts:create")),
        (visitor(cast.ito), reverse("audit:trail")),
    ):
        response = client.get(address, headers=ENGLISH)
        assert response["Content-Language"] == "ja"
        assert read(response).one("html").attributes["lang"] == "ja"
        assert JAPANESE.search(heading(client, address).text)


def test_the_switch_gives_english_and_back_and_stays_where_one_was(cast: Cast) -> None:
    client = visitor(cast.sato)
    button = read(client.get(reverse("posts:create"))).one("button", name="language")
    assert (button.attributes["value"], button.text) == ("en", "English")
    onward = read(client.get(reverse("posts:create"))).all("input", name="next")
    assert onward[0].attributes["value"] == reverse("posts:create")

    assert choose(client, "en", reverse("posts:create")) == reverse("posts:create")
    page = read(client.get(reverse("posts:create")))
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("h1").text == "New request"
    assert page.one("button", name="language").attributes["value"] == "ja"

    choose(client, "ja")
    assert JAPANESE.search(heading(client, reverse("posts:create")).text)


def test_the_choice_outlives_signing_out(cast: Cast) -> None:
    client = visitor(cast.sato)
    choose(client, "en")
    client.post(reverse("accounts:sign_out"))
    assert heading(client, reverse("accounts:sign_in")).text == "Sign in"


def test_the_choice_of_one_person_is_not_that_of_the_next(cast: Cast) -> None:
    english = visitor(cast.sato)
    choose(english, "en")
    assert heading(english, "/").text == "Inbox"
    assert JAPANESE.search(heading(visitor(cast.suzuki), "/").text)


@pytest.mark.parametrize("language", ["fr", "", "../../etc", "\x00", "EN"])
def test_an_unknown_language_is_japanese(language: str, cast: Cast) -> None:
    client = visitor(cast.sato)
    choose(client, language)
    assert read(client.get("/")).one("html").attributes["lang"] == "ja"
    client.cookies["django_language"] = language.replace("\x00", "")
    assert read(client.get("/")).one("html").attributes["lang"] == "ja"


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_switch_leads_nowhere_else(onward: str, cast: Cast) -> None:
    assert choose(visitor(cast.sato), "en", onward) == "/"


def test_switching_leaves_no_event(cast: Cast) -> None:
    before = everything()
    choose(visitor(cast.sato), "en")
    assert everything() == before


@pytest.mark.parametrize("stage", ["draft", "pr_review", "uncertain", "published"])
def test_in_english_only_what_people_wrote_is_japanese(stage: str, cast: Cast) -> None:
    """Names, sections, the text and its reasons stay as they are; the page around is English."""
    post = again(STAGES[stage](cast))
    client = visitor(cast.ito)
    choose(client, "en")
    seen = html(client.get(reverse("posts:case", args=[post.code])))
    written = sorted(
        {
            *(person.name for person in (cast.sato, cast.suzuki, cast.takahashi, cast.tanaka)),
            *("伊藤 美咲", "中村 翔", "佐藤", "鈴木", "高橋", "田中", "システム"),
            *("危機管理課", "しろいの魅力発信課", "課税課", "白井市", "白", "日本語"),
            *("課長", "主事", "主査", "主任主事", "、", "（", "）", "＊"),
            *(post.title, post.revision.content().body),
        },
        key=len,
        reverse=True,
    )
    for words in written:
        seen = seen.replace(words, "")
    assert JAPANESE.findall(seen) == []
