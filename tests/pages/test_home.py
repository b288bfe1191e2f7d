"""受信箱: what lies on whose desk."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext as _

from accounts.models import User
from posts.models import Post
from tests.cast import Cast, draft
from tests.pages.reading import Element, read
from tests.pages.stages import STAGES, held, returned
from tests.pages.visits import queries, visitor

URGENT = {"lane": "urgent", "reason": "本日中に避難所の開設を知らせるため"}


def home(user: User, tab: str = "todo") -> Element:
    return read(visitor(user).get(f"/?tab={tab}"))


def titles(page: Element) -> list[str]:
    return [link.text for link in page.all("a", class_="table__link")]


def test_the_four_tabs_are_there_and_say_which_one_is_open(cast: Cast) -> None:
    for tab in ("todo", "done", "mine", "outgoing"):
        links = home(cast.sato, tab).all("a", class_="tabs__link")
        assert [link.attributes["href"] for link in links] == [
            "?tab=todo",
            "?tab=done",
            "?tab=mine",
            "?tab=outgoing",
        ]
        current = [link for link in links if link.attributes.get("aria-current") == "page"]
        assert [link.attributes["href"] for link in current] == [f"?tab={tab}"]


def test_an_unknown_tab_is_the_first_one(cast: Cast) -> None:
    current = home(cast.sato, "secret").one("a", class_="tabs__link", aria_current="page")
    assert current.attributes["href"] == "?tab=todo"


@pytest.mark.parametrize(
    ("stage", "desks"),
    [
        ("draft", set()),
        ("chief_review", {"suzuki"}),
        ("pr_review", {"takahashi", "tanaka", "nakamura", "ito"}),
        ("scheduled", set()),
        ("published", set()),
        ("returned", {"sato", "suzuki"}),
        ("held", {"takahashi", "tanaka", "nakamura", "ito"}),
        ("failed", {"takahashi", "tanaka", "nakamura", "ito"}),
        ("uncertain", {"takahashi", "tanaka", "nakamura", "ito"}),
    ],
)
def test_a_case_lies_on_the_desks_of_those_who_can_act_on_it(
    stage: str, desks: set[str], cast: Cast
) -> None:
    STAGES[stage](cast)
    everybody = ("sato", "suzuki", "takahashi", "tanaka", "nakamura", "ito", "watanabe")
    assert {who for who in everybody if titles(home(getattr(cast, who)))} == desks


def test_the_number_at_the_tab_is_the_number_of_cases_waiting(cast: Cast) -> None:
    cast.submitted()
    cast.submitted()
    for tab in ("todo", "mine"):
        count = home(cast.suzuki, tab).one(class_="tabs__count")
        assert count.text == "2"
        assert "data-alert" in count.attributes
    count = home(cast.sato).one(class_="tabs__count")
    assert count.text == "0"
    assert "data-alert" not in count.attributes


def test_the_own_text_does_not_wait_for_its_author(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel, title="広報の投稿")
    client = visitor(cast.takahashi)
    client.post(f"/posts/{post.code}/submit", {"seen": post.revision.digest})
    assert titles(home(cast.takahashi)) == []
    assert titles(home(cast.tanaka)) == ["広報の投稿"]


def test_what_i_have_checked_moves_from_to_do_to_done(cast: Cast) -> None:
    post = cast.in_review(title="防災訓練")
    client = visitor(cast.takahashi)
    client.post(f"/posts/{post.code}/confirm", {"seen": post.revision.digest})
    assert titles(home(cast.takahashi)) == []
    assert titles(home(cast.takahashi, "done")) == ["防災訓練"]
    assert titles(home(cast.tanaka)) == ["防災訓練"]


def test_urgent_cases_lie_on_top_then_the_oldest(cast: Cast) -> None:
    cast.in_review(title="一番目")
    cast.in_review(title="二番目")
    cast.in_review(title="緊急", **URGENT)
    assert titles(home(cast.ito)) == ["緊急", "一番目", "二番目"]
    first = home(cast.ito).all("tr", class_="table__row")[0]
    assert first.attributes["data-lane"] == "urgent"
    assert first.one("span", data_lane="urgent").text == _("Urgent")


def test_my_requests_are_those_i_drafted(cast: Cast) -> None:
    cast.draft(title="佐藤の下書き")
    draft(cast.suzuki, cast.crisis, cast.channel, title="鈴木の下書き")
    assert titles(home(cast.sato, "mine")) == ["佐藤の下書き"]


def test_what_is_on_its_way_is_shown_to_those_who_may_read_it(cast: Cast) -> None:
    cast.draft(title="下書き")
    cast.scheduled(title="予約済み")
    for reader in (cast.sato, cast.suzuki, cast.takahashi, cast.ito):
        assert titles(home(reader, "outgoing")) == ["予約済み"]
    assert titles(home(cast.watanabe, "outgoing")) == []


def test_an_empty_tab_says_so(cast: Cast) -> None:
    for tab in ("todo", "done", "mine", "outgoing"):
        assert home(cast.watanabe, tab).one(class_="empty__title").text


def test_more_than_thirty_cases_are_turned_in_pages(cast: Cast) -> None:
    for n in range(31):
        cast.draft(title=f"{n}件目")
    first = home(cast.sato, "mine")
    assert len(titles(first)) == 30
    onward = first.one("a", rel="next").attributes["href"]
    second = read(visitor(cast.sato).get(f"/{onward}"))
    assert titles(second) == ["0件目"]


@pytest.mark.parametrize("tab", ["todo", "done", "mine", "outgoing"])
def test_thirty_rows_take_no_more_queries_than_three(tab: str, cast: Cast) -> None:
    reader = {"mine": cast.sato}.get(tab, cast.ito)
    client = visitor(reader)

    def one_more() -> Post:
        if tab == "mine":
            return cast.draft()
        post = cast.in_review()
        if tab != "todo":
            seen = {"seen": post.revision.digest}
            assert client.post(f"/posts/{post.code}/decide", seen).status_code == 302
        return post

    for _n in range(3):
        one_more()
    few = queries(client, f"/?tab={tab}")
    for _n in range(27):
        one_more()
    assert len(titles(home(reader, tab))) == 30
    assert queries(client, f"/?tab={tab}") == few


def test_cases_of_many_sections_and_states_take_no_more_queries(cast: Cast) -> None:
    client = visitor(cast.ito)
    for _n in range(3):
        cast.in_review()
    few = queries(client, "/")
    held(cast)
    returned(cast)
    draft(cast.watanabe, cast.tax, cast.channel)
    cast.in_review(**URGENT)
    assert queries(client, "/") == few
