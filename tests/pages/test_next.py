"""Fewer clicks than paper: after an act, the next case that awaits me."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from posts.models import Post
from tests.cast import Cast, answer_fields, confirm
from tests.pages.reading import Element, read
from tests.pages.visits import visitor
from tests.sight import history

URGENT = {"lane": "urgent", "reason": "本日中に避難所の開設を知らせるため"}


def address(post: Post) -> str:
    return reverse("posts:case", args=[post.code])


def act(client: Client, post: Post, verb: str = "confirm", **data: str) -> tuple[str, Element]:
    """Where the act leads, and the page there."""
    typed = {"seen": post.revision.digest, **answer_fields(post), **data}
    answer = client.post(f"{address(post)}{verb}", typed, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], read(answer)


def test_an_act_leads_on_to_the_next_case_and_says_what_was_done_and_what_comes(
    cast: Cast,
) -> None:
    first, second = cast.in_review(title="一番目"), cast.in_review(title="二番目")
    client = visitor(cast.takahashi)
    where, page = act(client, first)
    assert where == address(second)
    notice = page.one(class_="notice", data_kind="success")
    assert "「一番目」：確認しました。現在の状態：確認中。" in notice.text
    assert "次の案件は「二番目」です（未処理 1件）。" in notice.text
    assert notice.one("a").attributes["href"] == address(first)
    assert history(first)[-1] == "confirmed"


def test_the_last_act_leads_to_an_empty_inbox(cast: Cast) -> None:
    where, page = act(visitor(cast.suzuki), cast.submitted(title="最後の案件"), "decide")
    assert where == "/"
    notice = page.one(class_="notice", data_kind="success")
    assert "「最後の案件」：決裁しました。" in notice.text
    assert "未処理の案件はありません。" in notice.text
    assert page.one(class_="empty__title").text == "未処理の案件はありません。"


def test_urgent_cases_come_first_then_the_oldest(cast: Cast) -> None:
    posts = [cast.in_review(title=title) for title in ("一", "二", "三")]
    urgent = cast.in_review(title="緊急", **URGENT)
    client = visitor(cast.takahashi)
    where, _page = act(client, posts[2])
    assert where == address(urgent)
    where, _page = act(client, urgent)
    assert where == address(posts[0])


def test_what_i_keep_on_hold_is_not_put_before_me_again(cast: Cast) -> None:
    post, second = cast.in_review(), cast.in_review(title="二番目")
    client = visitor(cast.takahashi)
    where, _page = act(client, post, "hold", reason="会場の確認のため")
    assert where == address(second)
    where, page = act(client, second)
    assert where == "/"
    assert [a.text for a in page.all("a", class_="table__link")] == ["試験放送のお知らせについて"]


def test_what_is_pulled_back_is_shown_to_be_mended(cast: Cast) -> None:
    post = cast.submitted()
    where, page = act(visitor(cast.sato), post, "recall")
    assert where == address(post)
    assert "続けて修正できます" in page.one(class_="notice", data_kind="success").text


def test_a_title_is_shown_as_it_was_typed(cast: Cast) -> None:
    first = cast.in_review(title="<b>太字</b> & 一番目")
    cast.in_review(title="<i>二番目</i>")
    _where, page = act(visitor(cast.takahashi), first)
    notice = page.one(class_="notice", data_kind="success")
    assert "<b>太字</b> & 一番目" in notice.text
    assert "<i>二番目</i>" in notice.text
    assert notice.all("b") == notice.all("i") == []


def test_nothing_is_told_of_a_case_that_is_hidden_or_of_an_act_that_was_none(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post, cast.takahashi)
    for person, after in (
        (cast.watanabe, str(post.code)),
        (cast.tanaka, str(post.code)),
        (cast.takahashi, "not-a-code"),
        (cast.takahashi, ""),
    ):
        answer = visitor(person).get(f"{reverse('next_case')}?after={after}", follow=True)
        assert answer.status_code == 200
        assert read(answer).all(class_="notice", data_kind="success") == []
