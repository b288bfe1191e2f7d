"""協議メモ: what is said about a case stays with it, and calls whom it names."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import Role
from approvals import actions
from approvals.models import Comment
from audit.models import Event
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted
from tests.cast import Cast, hire
from tests.sight import Page, last_event, look, signed, signed_in


def write(cast: Cast, post: Post, words: str, who: str = "sato") -> Page:
    address = reverse("approvals:comment", args=[post.code])
    response = signed_in(getattr(cast, who)).post(address, {"words": words}, follow=True)
    return Page(response.status_code, response.content.decode())


def called() -> list[str]:
    return [p.name for p in Comment.objects.latest("pk").mentioned.order_by("staff_number")]


@pytest.mark.parametrize("who", ["sato", "suzuki", "takahashi", "ito"])
def test_whoever_may_read_the_case_writes_a_note(cast: Cast, who: str) -> None:
    post = cast.in_review()
    page = write(cast, post, "会場は<市役所>でよいですか。", who)
    person = getattr(cast, who)
    assert page.code == 200
    assert "会場は&lt;市役所&gt;でよいですか。" in look(cast.tanaka, post).html
    event = last_event(post)
    assert signed(event)[:2] == ("commented", person.name)
    assert event.actor_section in {"危機管理課", "しろいの魅力発信課"}


def test_the_trail_keeps_that_it_was_written_but_not_the_words(cast: Cast) -> None:
    post = cast.submitted()
    write(cast, post, "予算の話は@鈴木に聞いてください。")
    event = last_event(post)
    comment = Comment.objects.get()
    assert event.detail == {"comment": comment.pk, "mentions": 1}
    assert "予算" not in str(Event.objects.values())


def test_a_stranger_writes_nothing(cast: Cast) -> None:
    post = cast.submitted()
    assert write(cast, post, "見えますか。", "watanabe").code == 404
    with pytest.raises(NotPermitted):
        actions.comment(post.pk, actor=cast.watanabe, words="見えますか。")
    assert not Comment.objects.exists()


def test_a_draft_may_be_talked_about_and_a_closed_case_not(cast: Cast) -> None:
    post = cast.draft()
    assert write(cast, post, "下書きを見てください。").code == 200
    rejected = cast.submitted()
    seen = rejected.revision.digest
    actions.reject(rejected.pk, actor=cast.suzuki, seen=seen, reason="重複のため")
    assert write(cast, rejected, "なぜですか。").code == 409
    with pytest.raises(IllegalTransition):
        actions.comment(rejected.pk, actor=cast.sato, words="なぜですか。")
    assert (
        'action="/posts/' + str(rejected.code) + '/comment"' not in look(cast.sato, rejected).html
    )


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("@田中 陽子さん、確認をお願いします。", ["田中 陽子"]),
        ("@田中陽子 さん", ["田中 陽子"]),
        ("＠田中　陽子", ["田中 陽子"]),
        ("@田中さんと@1002へ", ["高橋 健一", "田中 陽子"]),
        ("＠１００３", ["田中 陽子"]),
        ("@伊藤課長、いかがでしょう", ["伊藤 美咲"]),
        ("@田中 @田中 陽子", ["田中 陽子"]),
        ("公式は @shiroi_city です。連絡は sns@city.shiroi.example.jp へ", []),
        ("@", []),
    ],
)
def test_a_mention_is_a_name_or_a_staff_number(cast: Cast, typed: str, names: list[str]) -> None:
    assert write(cast, cast.submitted(), typed).code == 200
    assert called() == names


@pytest.mark.parametrize("typed", ["@山田さん", "@渡辺 健太", "@9999", "@田中山さん"])
def test_a_mention_that_fits_nobody_who_may_read_it_is_said_beside_the_field(
    cast: Cast, typed: str
) -> None:
    post = cast.submitted()
    page = write(cast, post, f"{typed} 見てください。")
    assert page.code == 422
    assert f"{typed} 見てください。" in page.html
    assert 'id="words-comment_error"' in page.html
    assert typed.removesuffix("さん").split()[0] in page.html
    assert not Comment.objects.exists()


def test_a_name_that_several_bear_asks_for_the_full_name_or_the_number(cast: Cast) -> None:
    hire("1010", "田中 実", cast.pr, Role.STAFF, "主事")
    post = cast.submitted()
    page = write(cast, post, "@田中さん")
    assert page.code == 422
    assert "田中 陽子（1003）、田中 実（1010）" in page.html
    assert write(cast, post, "@田中 実さん").code == 200
    assert called() == ["田中 実"]


@pytest.mark.parametrize("words", ["", "   ", "あ" * 1001])
def test_a_note_has_words_and_not_too_many(cast: Cast, words: str) -> None:
    page = write(cast, cast.submitted(), words)
    assert page.code == 422
    assert 'id="words-comment_error"' in page.html
    assert words.strip() in page.html


def test_of_a_long_thread_the_older_notes_are_folded_away(cast: Cast) -> None:
    post = cast.submitted()
    for number in range(8):
        write(cast, post, f"{number}番目のメモ")
    html = look(cast.suzuki, post).html
    older, _summary, latest = html.partition("</details>")
    folded = html[html.index('class="comments-older"') : html.index("7番目のメモ")]
    assert "2番目のメモ" in folded.partition("</details>")[0]
    assert "3番目のメモ" in folded.partition("</details>")[2]
    assert "8" in html
    assert older
    assert latest
