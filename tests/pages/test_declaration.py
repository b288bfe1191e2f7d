"""The checklist on the case page: what was found, what is asked, what was answered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from approvals.models import Declaration
from posts.models import Post
from tests.cast import Cast, answer_fields, confirm, submit
from tests.pages.reading import Element, read, summary
from tests.pages.stages import again
from tests.pages.visits import everything, html, visitor

FINE = "市民まつりの写真を募集しています。"
RUMOUR = "駅前の店が閉まるらしい。"


def page(user: User, post: Post) -> Element:
    return read(visitor(user).get(reverse("posts:case", args=[post.code])))


def press(user: User, name: str, post: Post, **fields: str) -> Element:
    """Press a button with what stands in the form; the page comes back with what is missing."""
    before = everything() | {"declarations": Declaration.objects.count()}
    data = {"seen": post.revision.digest, **fields}
    response = visitor(user).post(reverse(name, args=[post.code]), data)
    assert response.status_code == 422
    assert everything() | {"declarations": Declaration.objects.count()} == before
    return read(response)


def test_the_drafter_and_a_checker_are_asked_ten_questions_a_chief_none(cast: Cast) -> None:
    draft = cast.draft(FINE)
    post = cast.in_review(FINE)
    for user, case in ((cast.sato, draft), (cast.takahashi, post)):
        boxes = page(user, case).one("form", id="declaration").all("input", type="checkbox")
        assert [box.attributes["name"] for box in boxes] == [f"item_{n}" for n in range(1, 11)]
    assert not page(cast.ito, post).all("form", id="declaration")
    assert not page(cast.sato, post).all("form", id="declaration")


def test_the_button_of_the_act_belongs_to_the_form_of_the_checklist(cast: Cast) -> None:
    for user, post in ((cast.sato, cast.draft(FINE)), (cast.takahashi, cast.in_review(FINE))):
        (button,) = page(user, post).all("button", form="declaration")
        assert "button--primary" in button.attributes["class"]


@pytest.mark.parametrize("who", ["sato", "suzuki"])
def test_a_finding_stands_beside_its_item_for_the_drafter_and_the_chief(
    cast: Cast, who: str
) -> None:
    post = cast.submitted(RUMOUR) if who == "suzuki" else cast.draft(RUMOUR)
    (item,) = [
        li
        for li in page(getattr(cast, who), post).all("li", class_="declaration__item")
        if li.all("li", data_level="warn")
    ]
    assert "噂" in item.text
    assert "「閉まるらしい」" in item.text or "らしい" in item.text


def test_missing_answers_are_told_beside_the_items_and_nothing_typed_is_lost(cast: Cast) -> None:
    post = cast.draft(RUMOUR)
    fields = answer_fields(post) | {"reason_rumour": "未定"}
    del fields["item_4"]
    shown = press(cast.sato, "approvals:submit", post, **fields)
    assert shown.one(id="item_4-submit_error").text.startswith("＊")
    assert shown.one(id="item_4-submit").attributes["aria-invalid"] == "true"
    assert "checked" not in shown.one(id="item_4-submit").attributes
    assert "checked" in shown.one(id="item_5-submit").attributes
    assert shown.one("textarea", name="reason_rumour").raw.strip() == "未定"
    assert shown.one(id="reason_rumour-submit_error").text.startswith("＊")
    assert len(summary(shown).all("a")) == 2


def test_a_check_without_any_answer_comes_back_with_every_item_marked(cast: Cast) -> None:
    post = cast.in_review(FINE)
    shown = press(cast.takahashi, "approvals:confirm", post)
    assert len(summary(shown).all("li")) == 11  # the ten, and the version that was answered
    assert len(shown.all("input", aria_invalid="true")) == 10


def test_an_endless_reason_is_told_beside_its_field(cast: Cast) -> None:
    post = cast.draft(RUMOUR)
    fields = answer_fields(post) | {"reason_rumour": "長" * 501}
    shown = press(cast.sato, "approvals:submit", post, **fields)
    assert shown.one(id="reason_rumour-submit_error").text.startswith("＊")
    assert shown.one("textarea", name="reason_rumour").raw.strip() == "長" * 501


def test_a_block_leads_to_the_form_and_is_told_beside_the_text(cast: Cast) -> None:
    post = cast.draft("本日○時ごろ、放送を行います。")
    assert page(cast.sato, post).all("li", data_level="block")
    shown = press(cast.sato, "approvals:submit", post, **answer_fields(post))
    assert "○時" in shown.one(id="id_body_error").text


def test_who_answered_when_and_why_stands_on_the_page(cast: Cast) -> None:
    post = submit(
        cast.draft(RUMOUR, lane="urgent", reason="本日中に知らせる必要があるため"), cast.sato
    )
    confirm(again(post), cast.takahashi)
    told = page(cast.ito, again(post)).one("ol", class_="declared").all("li")
    assert [one.one("strong").text for one in told] == [
        "危機管理課 主事 佐藤 花子",
        "しろいの魅力発信課 主査 高橋 健一",
    ]
    assert all("担当課で確認しました" in one.text for one in told)


def test_an_act_that_has_no_finding_says_so_to_whoever_only_reads(cast: Cast) -> None:
    shown = page(cast.suzuki, cast.submitted(FINE))
    assert shown.one(class_="checks__item").attributes["data-level"] == "ok"


def test_the_text_is_checked_while_it_is_typed(cast: Cast) -> None:
    address = reverse("checks:preview")
    typed = {"body": f"{RUMOUR} 本日○時", "timing": "at", "requested_at": "令和9年1月2日 9時"}
    answer = visitor(cast.sato).post(address, typed)
    levels = [item.attributes["data-level"] for item in read(answer).all(class_="checks__item")]
    assert levels == ["block", "warn", "warn"]
    assert "開庁時間外" in html(answer)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"body": "\0", "channel": "\0", "number": "\0"},
        {"body": "長" * 20000, "category": "x" * 5000},
        {"body": "文", "timing": "at", "requested_at": "いつか", "publicity": "later"},
    ],
    ids=["nothing", "nul", "endless", "no time"],
)
def test_whatever_is_typed_is_answered(cast: Cast, typed: dict[str, str]) -> None:
    assert visitor(cast.sato).post(reverse("checks:preview"), typed).status_code == 200


def test_somebody_elses_request_is_not_read_out_by_the_check(cast: Cast) -> None:
    hidden = cast.draft(FINE)
    answer = visitor(cast.watanabe).post(
        reverse("checks:preview"), {"body": FINE, "number": hidden.number}
    )
    assert answer.status_code == 200
    assert not read(answer).all(class_="checks__item")
