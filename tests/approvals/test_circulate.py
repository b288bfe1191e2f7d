"""回覧: shown for information, with a list of who has read it and when."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from approvals import actions
from approvals.models import Circulation, Receipt
from audit.models import Event
from posts.models import Post
from posts.workflow import NotPermitted
from tests.cast import Cast, hire
from tests.sight import Page, last_event, look, signed_in


def send(user: User, post: Post, verb: str, **typed: object) -> Page:
    address = reverse(f"approvals:{verb}", args=[post.code])
    response = signed_in(user).post(address, typed, follow=True)
    return Page(response.status_code, response.content.decode())


def readers(post: Post) -> list[str]:
    receipts = Receipt.objects.filter(circulation__post=post).order_by("reader__staff_number")
    return [receipt.reader.name for receipt in receipts.select_related("reader")]


def test_people_and_sections_are_shown_the_case_and_mark_it_as_read(cast: Cast) -> None:
    hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    post = cast.in_review()
    typed = {"people": "中村　翔、1003", "sections": ["kazei"], "words": "ご覧ください。"}
    assert send(cast.sato, post, "circulate", **typed).code == 200
    assert readers(post) == ["田中 陽子", "中村 翔", "小林 誠", "渡辺 健太"]
    event = last_event(post)
    assert (event.act, event.actor_name, event.reason) == (
        "circulated",
        "佐藤 花子",
        "ご覧ください。",
    )
    assert event.detail["to"] == readers(post)
    page = look(cast.watanabe, post)
    assert "read" in page.verbs
    page = send(cast.watanabe, post, "read")
    assert "read" not in page.verbs
    receipt = Receipt.objects.get(reader=cast.watanabe)
    assert receipt.read_at is not None
    assert (last_event(post).act, last_event(post).actor_name) == ("read", "渡辺 健太")
    assert look(cast.sato, post).html.count('data-read="yes"') == 1
    assert look(cast.sato, post).html.count('data-read="no"') == 3


def test_looking_at_the_case_records_nothing(cast: Cast) -> None:
    post = cast.in_review()
    actions.circulate(post.pk, actor=cast.sato, people=[cast.watanabe], sections=[])
    before = Event.objects.count()
    for _look in range(2):
        assert look(cast.watanabe, post).code == 200
    assert Event.objects.count() == before
    assert Receipt.objects.get().read_at is None


def test_whoever_was_only_shown_it_reads_and_comments_and_nothing_else(cast: Cast) -> None:
    post = cast.in_review()
    actions.circulate(post.pk, actor=cast.sato, people=[cast.watanabe], sections=[])
    assert look(cast.watanabe, post).verbs == {"comment", "read"}
    assert send(cast.watanabe, post, "circulate", people="1004").code == 403
    assert send(cast.watanabe, post, "comment", words="読みました。").code == 200


def test_it_is_marked_as_read_once_and_only_by_those_it_was_shown_to(cast: Cast) -> None:
    post = cast.in_review()
    actions.circulate(post.pk, actor=cast.sato, people=[cast.watanabe], sections=[])
    assert send(cast.sato, post, "read").code == 403
    assert send(cast.watanabe, post, "read").code == 200
    assert send(cast.watanabe, post, "read").code == 409
    with pytest.raises(NotPermitted):
        actions.mark_read(post.pk, actor=cast.ito)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("", "回覧する人を書くか、課を選んでください。"),
        ("山田 太郎", "「山田 太郎」という職員はいません。"),
        ("9999、田中", "「9999」という職員はいません。"),
        ("佐藤", "佐藤 花子（3001）、佐藤 次郎（3055）"),
    ],
)
def test_a_name_that_is_not_clear_is_said_beside_the_field(
    cast: Cast, people: str, said: str
) -> None:
    hire("3055", "佐藤 次郎", cast.tax, Role.STAFF, "主事")
    post = cast.in_review()
    page = send(cast.ito, post, "circulate", people=people, words="ご覧ください。")
    assert page.code == 422
    assert said in page.html
    assert "ご覧ください。" in page.html
    assert 'id="people-circulate_error"' in page.html
    assert not Circulation.objects.exists()


def test_a_section_with_nobody_else_in_it_is_refused_with_a_sentence(cast: Cast) -> None:
    cast.watanabe.is_active = False
    cast.watanabe.save()
    page = send(cast.ito, cast.in_review(), "circulate", sections=["kazei"])
    assert page.code == 422
    assert 'id="sections-circulate_error"' in page.html
    assert send(cast.ito, cast.in_review(), "circulate", sections=["nowhere"]).code == 422


def test_a_closed_case_is_not_circulated(cast: Cast) -> None:
    post = cast.in_review()
    seen = post.revision.digest
    actions.reject(post.pk, actor=cast.ito, seen=seen, reason="重複のため")
    assert send(cast.sato, post, "circulate", people="1004").code == 409
    assert "circulate" not in look(cast.sato, post).verbs


def test_a_circulation_to_a_reader_twice_shows_the_case_once(cast: Cast) -> None:
    post = cast.in_review()
    for _time in range(2):
        actions.circulate(
            post.pk, actor=cast.sato, people=[cast.watanabe, cast.tanaka], sections=[cast.tax]
        )
    actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)
    for person in (cast.watanabe, cast.tanaka):
        assert list(Post.objects.visible_to(person)) == [post]
