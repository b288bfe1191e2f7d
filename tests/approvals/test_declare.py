"""確認事項の回答: who submits and who checks answers the checklist in force, all of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from approvals import actions as consent
from approvals.declaration import Answers, NotDeclared
from approvals.models import Declaration
from posts.actions import NotSubmittable
from posts.models import Post
from tests.cast import Cast, cleared, confirm, submit
from tests.sight import history

# Nothing in it depends on the day of the test.
FINE = "市民まつりの写真を募集しています。"
RUMOUR = "駅前の店が閉まるらしい。"


def attempt(post: Post, cast: Cast, answers: Answers) -> list[str]:
    """Submit with these answers; what they lack."""
    before = (post.round, history(post), Declaration.objects.count())
    with pytest.raises(NotDeclared) as refused:
        consent.submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=answers)
    post.refresh_from_db()
    assert (post.round, history(post), Declaration.objects.count()) == before
    assert all(lack.message for lack in refused.value.lacks)
    return [lack.field for lack in refused.value.lacks]


def test_the_drafters_answers_are_kept_with_the_person_as_they_were(cast: Cast) -> None:
    post = submit(cast.draft(FINE), cast.sato)
    made = Declaration.objects.get()
    assert (made.post, made.revision, made.round) == (post, post.revision, 1)
    assert (made.person_name, made.person_title, made.person_section) == (
        "佐藤 花子",
        "主事",
        "危機管理課",
    )
    assert made.decision is None
    assert made.checklist.number == 1
    assert made.answers == {str(n): True for n in range(1, 11)}
    assert (made.findings, made.reasons) == ([], {})


def test_each_checker_answers_with_the_check_and_a_chief_who_decides_does_not(cast: Cast) -> None:
    post = cast.in_review(FINE)
    assert Declaration.objects.count() == 1
    confirm(post, cast.takahashi)
    made = Declaration.objects.latest("pk")
    assert made.person == cast.takahashi
    assert made.decision is not None
    assert made.decision.actor == cast.takahashi
    consent.decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert Declaration.objects.count() == 2


def test_an_item_without_an_answer_stops_the_submission(cast: Cast) -> None:
    post = cast.draft(FINE)
    whole = cleared(post)
    partly = replace(whole, cleared=whole.cleared - {"3", "10"})
    assert attempt(post, cast, partly) == ["item_3", "item_10"]


def test_a_check_without_answers_is_no_check(cast: Cast) -> None:
    post = cast.in_review(FINE)
    with pytest.raises(NotDeclared):
        consent.confirm(
            post.pk,
            actor=cast.takahashi,
            seen=post.revision.digest,
            declaration=Answers(1, frozenset()),
        )
    assert history(post) == ["drafted", "submitted", "decided"]
    assert not post.decisions.filter(actor=cast.takahashi).exists()


@pytest.mark.parametrize(
    ("reason", "enough"),
    [("", False), ("確認済", False), ("    確認    ", False), ("店主に確認済", True)],
)
def test_a_warning_is_passed_by_with_a_written_reason(
    cast: Cast, reason: str, enough: bool
) -> None:
    post = cast.draft(RUMOUR)
    answers = replace(cleared(post), reasons={"rumour": reason})
    if not enough:
        assert attempt(post, cast, answers) == ["reason_rumour"]
        return
    consent.submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=answers)
    made = Declaration.objects.get()
    assert made.reasons == {"rumour": "店主に確認済"}
    (finding,) = made.findings
    assert (finding["code"], finding["item"], finding["severity"]) == ("rumour", "9", "warn")


def test_findings_are_kept_in_the_citys_language(cast: Cast) -> None:
    with translation.override("en"):
        submit(cast.draft(RUMOUR), cast.sato)
    assert "噂" in Declaration.objects.get().findings[0]["message"]


def test_a_block_is_not_passed_by_with_any_reason(cast: Cast) -> None:
    post = cast.draft("本日○時ごろ、放送を行います。")
    with pytest.raises(NotSubmittable) as refused:
        submit(post, cast.sato)
    assert [finding.field for finding in refused.value.findings] == ["body"]
    assert "○時" in refused.value.findings[0].message


def test_answers_to_an_earlier_checklist_do_not_count(cast: Cast) -> None:
    post = cast.draft(FINE)
    answers = cleared(post)
    consent.set_checklist(
        ["広告に当たる情報"],
        {},
        actor=cast.ito,
        seen=1,
        effective_from=timezone.localdate(),
        reason="広告の相談が増えたため",
    )
    assert attempt(post, cast, answers) == ["checklist", "item_11"]


def test_the_same_text_within_the_window_is_pointed_out(cast: Cast) -> None:
    first = submit(cast.draft(FINE), cast.sato)
    again = cast.draft(FINE)
    assert list(cleared(again).reasons) == ["duplicate"]
    assert list(cleared(first).reasons) == []
    Post.objects.filter(pk=first.pk).update(submitted_at=timezone.now() - dt.timedelta(hours=25))
    assert list(cleared(again).reasons) == []
