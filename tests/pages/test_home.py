"""受信箱: what lies on whose desk."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, Deputy, Section, User
from accounts.roles import Role
from approvals.models import (
    AfterReview,
    Circulation,
    Concurrence,
    ConcurrenceAnswer,
    Receipt,
)
from audit import wareki
from posts.models import Post
from tests.cast import Cast, answer_fields, confirm, draft, hire
from tests.pages.reading import Element, read
from tests.pages.stages import STAGES, held, returned
from tests.pages.visits import queries, visitor
from tests.sight import last_event, press

URGENT = {"lane": "urgent", "reason": "本日中に避難所の開設を知らせるため"}


def home(user: User, tab: str = "todo") -> Element:
    return read(visitor(user).get(f"/?tab={tab}"))


def titles(page: Element) -> list[str]:
    return [link.text for link in page.all("a", class_="table__link")]


TABS = ("todo", "done", "mine", "returned", "outgoing", "afterwards")


def test_the_six_tabs_are_there_and_say_which_one_is_open(cast: Cast) -> None:
    for tab in TABS:
        links = home(cast.sato, tab).all("a", class_="tabs__link")
        assert [link.attributes["href"] for link in links] == [f"?tab={name}" for name in TABS]
        current = [link for link in links if link.attributes.get("aria-current") == "page"]
        assert [link.attributes["href"] for link in current] == [f"?tab={tab}"]


def count(page: Element, tab: str) -> Element:
    return page.one("a", href=f"?tab={tab}").one(class_="tabs__count")


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
    returned(cast)
    for tab in ("todo", "mine"):
        number = count(home(cast.suzuki, tab), "todo")
        assert number.text == "3"
        assert "data-alert" in number.attributes
    assert count(home(cast.suzuki), "returned").text == "1"
    number = count(home(cast.watanabe), "todo")
    assert number.text == "0"
    assert "data-alert" not in number.attributes


def test_what_was_returned_has_a_tab_of_its_own_for_its_section(cast: Cast) -> None:
    cast.submitted(title="決裁待ち")
    returned(cast)
    assert titles(home(cast.sato, "returned")) == ["試験放送のお知らせについて"]
    for other in (cast.takahashi, cast.watanabe):
        assert titles(home(other, "returned")) == []


def test_the_own_text_does_not_wait_for_its_author(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel, title="広報の投稿")
    client = visitor(cast.takahashi)
    seen = {"seen": post.revision.digest}
    client.post(f"/posts/{post.code}/submit", {**seen, **answer_fields(post)})
    assert titles(home(cast.takahashi)) == []
    assert titles(home(cast.tanaka)) == ["広報の投稿"]


def test_what_i_have_checked_moves_from_to_do_to_done(cast: Cast) -> None:
    post = cast.in_review(title="防災訓練")
    client = visitor(cast.takahashi)
    seen = {"seen": post.revision.digest}
    client.post(f"/posts/{post.code}/confirm", {**seen, **answer_fields(post)})
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
    for tab in TABS:
        assert home(cast.watanabe, tab).one(class_="empty__title").text
    assert home(cast.watanabe).one(class_="empty__title").text == "未処理の案件はありません。"


def test_more_than_thirty_cases_are_turned_in_pages(cast: Cast) -> None:
    for n in range(31):
        cast.draft(title=f"{n}件目")
    first = home(cast.sato, "mine")
    assert len(titles(first)) == 30
    onward = first.one("a", rel="next").attributes["href"]
    second = read(visitor(cast.sato).get(f"/{onward}"))
    assert titles(second) == ["0件目"]


def asked(post: Post, section: Section, by: User) -> Concurrence:
    return Concurrence.objects.create(post=post, section=section, actor=by, actor_name=by.name)


def shown(post: Post, reader: User, by: User) -> Receipt:
    paper = Circulation.objects.create(
        post=post, revision=post.revision, actor=by, actor_name=by.name
    )
    return Receipt.objects.create(circulation=paper, reader=reader)


def test_an_asked_section_has_it_on_its_chiefs_desk_until_it_answers(cast: Cast) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    post = cast.in_review(title="税の投稿")
    question = asked(post, cast.tax, cast.ito)
    row = home(chief).one("tr", class_="table__row")
    assert [c.text for c in row.all("span", class_="chip")][1:] == ["合議"]
    assert titles(home(cast.watanabe)) == []
    ConcurrenceAnswer.objects.create(
        concurrence=question,
        revision=post.revision,
        round=post.round,
        agreed=True,
        actor=chief,
        actor_name=chief.name,
    )
    assert titles(home(chief)) == []


def test_an_answer_to_an_earlier_round_is_asked_for_again(cast: Cast) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    post = cast.in_review(title="税の投稿")
    ConcurrenceAnswer.objects.create(
        concurrence=asked(post, cast.tax, cast.ito),
        revision=post.revision,
        round=post.round - 1,
        agreed=True,
        actor=chief,
        actor_name=chief.name,
    )
    assert titles(home(chief)) == ["税の投稿"]


def test_an_asking_that_was_withdrawn_lies_on_no_desk(cast: Cast) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    question = asked(cast.in_review(), cast.tax, cast.ito)
    question.withdrawn_at = timezone.now()
    question.save()
    assert titles(home(chief)) == []


def test_what_was_circulated_lies_there_until_it_is_read(cast: Cast) -> None:
    receipt = shown(cast.in_review(title="回覧する案件"), cast.watanabe, cast.ito)
    row = home(cast.watanabe).one("tr", class_="table__row")
    assert [c.text for c in row.all("span", class_="chip")][1:] == ["回覧"]
    receipt.read_at = timezone.now()
    receipt.save()
    assert titles(home(cast.watanabe)) == []


def test_an_acknowledgement_that_is_owed_lies_on_the_chiefs_desk_and_in_its_tab(
    cast: Cast,
) -> None:
    post = cast.in_review(title="緊急の投稿", **URGENT)
    for tab in ("todo", "afterwards"):
        assert titles(home(cast.suzuki, tab)) == ["緊急の投稿"]
    page = home(cast.suzuki, "afterwards")
    assert count(page, "afterwards").text == "1"
    row = page.one("tr", class_="table__row")
    assert row.one("span", class_="chip").text == _("Acknowledgement afterwards")
    assert URGENT["reason"] in row.text
    assert row.one("a").attributes["href"] == f"/posts/{post.code}/"
    assert titles(home(cast.sato, "afterwards")) == []
    press(cast.suzuki, post, "approvals:acknowledge")
    assert titles(home(cast.suzuki, "afterwards")) == []
    assert last_event(post).act == "acknowledged"


def overdue(post: Post) -> None:
    AfterReview.objects.filter(post=post).update(due_on=dt.date(2026, 4, 1))


def test_what_is_overdue_is_marked_in_words_and_shown_to_the_account_manager(cast: Cast) -> None:
    post = cast.in_review(title="緊急の投稿", **URGENT)
    assert "緊急の投稿" not in home(cast.ito).one("section", aria_labelledby="watch").text
    overdue(post)
    row = home(cast.suzuki, "afterwards").one("tr", class_="table__row")
    assert "期限超過" in row.one("td", class_="table__deadline").text
    panel = home(cast.ito).one("section", aria_labelledby="watch")
    assert "緊急の投稿" in panel.text
    assert "危機管理課" in panel.text
    for other in (cast.suzuki, cast.takahashi, cast.sato):
        assert home(other).all("section", aria_labelledby="watch") == []


def test_the_account_manager_sees_the_cases_that_do_not_move(cast: Cast) -> None:
    cast.submitted(title="新しい案件")
    held(cast)
    slow = cast.submitted(title="決裁されない案件")
    Post.objects.filter(pk=slow.pk).update(status_since=timezone.now() - dt.timedelta(days=14))
    panel = home(cast.ito).one("section", aria_labelledby="watch")
    told = [item.one("a").text for item in panel.all("li")]
    assert len(told) == 2
    assert told[0].endswith("決裁されない案件")
    assert told[1].endswith("試験放送のお知らせについて")


def row_of(user: User, tab: str, title: str) -> Element:
    rows = home(user, tab).all("tr", class_="table__row")
    return next(row for row in rows if row.one("a", class_="table__link").text == title)


def with_whom(user: User, tab: str, title: str) -> str:
    return row_of(user, tab, title).one("td", data_label="いまの担当").text


def test_each_row_says_whose_turn_it_is(cast: Cast) -> None:
    cast.draft(title="下書き")
    cast.submitted(title="決裁待ち")
    checked = cast.in_review(title="確認中")
    cast.scheduled(title="予約")
    assert with_whom(cast.sato, "mine", "下書き") == "危機管理課 佐藤 花子"
    assert with_whom(cast.sato, "mine", "決裁待ち") == "危機管理課 鈴木 一郎"
    everybody = with_whom(cast.sato, "mine", "確認中")
    assert everybody.startswith("しろいの魅力発信課 ")
    assert everybody.endswith("ほか2人")
    assert with_whom(cast.sato, "mine", "予約") == "システム"
    for checker in (cast.takahashi, cast.nakamura):
        press(checker, checked, "approvals:hold", reason="確認")
        press(checker, checked, "approvals:release")
    confirm(checked, cast.takahashi)
    assert "高橋" not in with_whom(cast.sato, "mine", "確認中")


def test_a_deputy_is_named_where_the_holder_is_away(cast: Cast) -> None:
    today = timezone.localdate()
    cast.submitted(title="決裁待ち")
    Deputy.objects.create(
        section=cast.crisis, user=cast.watanabe, since=today, until=today, reason="出張"
    )
    assert with_whom(cast.sato, "mine", "決裁待ち") == "危機管理課 鈴木 一郎、渡辺 健太"
    assert titles(home(cast.watanabe)) == ["決裁待ち"]


def test_nobody_is_called_nobody(cast: Cast) -> None:
    cast.submitted(title="決裁待ち")
    Appointment.objects.filter(user=cast.suzuki).update(until=dt.date(2026, 4, 2))
    assert "本日処理できる人がいません" in with_whom(cast.sato, "mine", "決裁待ち")


def test_a_step_has_its_deadline_and_what_is_late_says_so(cast: Cast) -> None:
    soon = timezone.now() + dt.timedelta(hours=3)
    cast.submitted(title="急ぐ", requested_at=soon)
    slow = cast.submitted(title="遅れ")
    Post.objects.filter(pk=slow.pk).update(status_since=timezone.now() - dt.timedelta(days=14))
    deadline = row_of(cast.suzuki, "todo", "急ぐ").one("td", class_="table__deadline")
    assert wareki.short(soon) in deadline.text
    assert "data-alert" not in deadline.attributes
    late = row_of(cast.suzuki, "todo", "遅れ").one("td", class_="table__deadline")
    assert "期限超過" in late.text
    assert "data-alert" in late.attributes


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


def test_thirty_things_owed_take_no_more_queries_than_three(cast: Cast) -> None:
    client = visitor(cast.suzuki)
    for _n in range(3):
        overdue(cast.in_review(**URGENT))
    few = queries(client, "/?tab=afterwards")
    watched = queries(visitor(cast.ito), "/")
    for _n in range(9):
        overdue(cast.in_review(**URGENT))
    assert queries(client, "/?tab=afterwards") == few
    assert queries(visitor(cast.ito), "/") == watched


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
