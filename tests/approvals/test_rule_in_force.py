"""What the policy, a reply, a concurrence and a transfer ask beyond two checks or a decision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import end_appointment
from accounts.models import Section, User
from approvals.actions import advance, confirm, decide, hold, release, submit
from approvals.models import (
    Concurrence,
    ConcurrenceAnswer,
    Decision,
    all_moved_on,
    dossier_of,
)
from audit.events import Act
from posts import actions
from posts.checks.submission import Route
from posts.content import Content
from posts.models import Post
from posts.workflow import NotPermitted, Status
from publishing.claims import claim
from tests.cast import SETUP, Cast, cleared, lay_down, stand_in
from tests.sight import history, last_event, look

WHY = "大雨警報のため、決裁を待てません"


def confirmed(cast: Cast, post: Post, *people: User) -> Post:
    for person in people or (cast.takahashi, cast.tanaka):
        post = confirm(post.pk, actor=person, seen=post.revision.digest, declaration=cleared(post))
    return post


def asked(cast: Cast, post: Post, section: Section) -> Concurrence:
    return Concurrence.objects.create(
        post=post, section=section, actor=cast.sato, actor_name="佐藤 花子"
    )


def answered(cast: Cast, concurrence: Concurrence, *, agreed: bool) -> Post:
    """What the room of talk does with an answer."""
    with transaction.atomic():
        post = Post.objects.lock(concurrence.post_id)
        ConcurrenceAnswer.objects.create(
            concurrence=concurrence,
            revision=post.revision,
            round=post.round,
            agreed=agreed,
            words="税額の表記が誤っています",
            actor=cast.watanabe,
            actor_name="渡辺 健太",
        )
        act = Act.CONCURRED if agreed else Act.OBJECTED
        advance(post, cast.watanabe.signature(), act, {"section": "課税課"})
        return post


# --- The policy ---------------------------------------------------------------------------


def test_three_checks_where_the_policy_asks_for_three(cast: Cast) -> None:
    lay_down(min_confirmations=3)
    post = confirmed(cast, cast.in_review())
    assert post.status == Status.PR_REVIEW
    detail = last_event(post).detail
    assert (detail["policy"], detail["confirmations"], detail["needed"]) == (2, 2, 3)
    assert "確認 2/3" in look(cast.sato, post).html
    post = confirmed(cast, post, cast.nakamura)
    assert post.status == Status.SCHEDULED
    assert set(Decision.objects.filter(stage="pr").values_list("policy__number", flat=True)) == {2}


@pytest.mark.parametrize("chief_first", [True, False])
def test_both_where_the_policy_asks_for_both(cast: Cast, chief_first: bool) -> None:
    lay_down(chief_alternative=False)
    post = cast.in_review()
    if chief_first:
        post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
        assert post.status == Status.PR_REVIEW
        post = confirmed(cast, post)
    else:
        post = confirmed(cast, post)
        assert post.status == Status.PR_REVIEW
        post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert post.status == Status.SCHEDULED
    assert dossier_of(Post.objects.get(pk=post.pk)).gap() == ""


def test_a_stricter_version_does_not_void_what_was_approved(cast: Cast) -> None:
    post = cast.scheduled()
    lay_down(min_confirmations=3, chief_alternative=False)
    assert dossier_of(Post.objects.get(pk=post.pk)).gap() == ""
    held = hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason="日程の確認")
    assert release(held.pk, actor=cast.ito, seen=post.revision.digest).status == Status.SCHEDULED
    assert claim(post.pk, now=timezone.now() + dt.timedelta(seconds=1))


def test_a_stricter_version_judges_the_next_check(cast: Cast) -> None:
    post = confirmed(cast, cast.in_review(), cast.takahashi)
    lay_down(min_confirmations=3)
    post = confirmed(cast, post, cast.tanaka)
    assert post.status == Status.PR_REVIEW
    numbers = Decision.objects.filter(stage="pr").order_by("pk")
    assert list(numbers.values_list("policy__number", flat=True)) == [1, 2]


def test_a_version_of_tomorrow_changes_nothing_today(cast: Cast) -> None:
    lay_down(min_confirmations=3, effective_from=timezone.localdate() + dt.timedelta(days=1))
    assert confirmed(cast, cast.in_review()).status == Status.SCHEDULED


def test_a_decision_from_before_the_versions_is_judged_by_its_day(cast: Cast) -> None:
    """Rows that were written before decisions named a version."""
    post = cast.scheduled()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE approvals_decision SET policy_id = NULL")
    assert dossier_of(Post.objects.get(pk=post.pk)).gap() == ""


# --- 返信 -----------------------------------------------------------------------------------


def reply(cast: Cast) -> Post:
    content = Content(
        "問い合わせへの回答",
        "safety",
        ("避難所は市役所です。",),
        reply_to="1990000000000000001",
        reply_url="https://x.com/shimin/status/1990000000000000001",
        benefit="誤った避難先が広まるのを防ぐため",
    )
    post = actions.create(
        content,
        Route("urgent", WHY),
        actor=cast.sato,
        section=cast.crisis,
        channel=cast.channel,
    )
    return submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))


def test_a_reply_always_takes_the_pr_chiefs_decision(cast: Cast) -> None:
    post = confirmed(cast, reply(cast), cast.takahashi, cast.tanaka, cast.nakamura)
    assert post.status == Status.PR_REVIEW
    assert "返信のため、所属長の決裁が必要です。" in look(cast.sato, post).html
    post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert post.status == Status.SCHEDULED
    alone = reply(cast)
    assert decide(alone.pk, actor=cast.ito, seen=alone.revision.digest).status == "scheduled"


# --- 合議 -----------------------------------------------------------------------------------


def test_nothing_is_complete_while_a_section_has_not_answered(cast: Cast) -> None:
    post = cast.in_review()
    concurrence = asked(cast, post, cast.tax)
    post = confirmed(cast, post)
    assert post.status == Status.PR_REVIEW
    assert "合議の回答待ち：1課" in look(cast.sato, post).html
    post = answered(cast, concurrence, agreed=True)
    assert post.status == Status.SCHEDULED
    event = last_event(post)
    assert (event.act, event.detail["section"]) == ("concurred", "課税課")
    assert event.detail["status"] == ["pr_review", "scheduled"]


def test_an_answer_at_the_requesting_stage_is_only_noted(cast: Cast) -> None:
    post = cast.submitted()
    post = answered(cast, asked(cast, post, cast.tax), agreed=True)
    assert post.status == Status.CHIEF_REVIEW
    assert last_event(post).detail == {"section": "課税課"}


def test_after_an_objection_only_the_chief_in_person_decides(cast: Cast) -> None:
    stand_in(cast.tanaka, cast.pr, by=cast.ito)
    post = cast.in_review()
    post = answered(cast, asked(cast, post, cast.tax), agreed=False)
    post = confirmed(cast, post, cast.takahashi, cast.nakamura)
    assert post.status == Status.PR_REVIEW
    with pytest.raises(NotPermitted):
        decide(post.pk, actor=cast.tanaka, seen=post.revision.digest)
    assert "decide" not in look(cast.tanaka, post).verbs
    post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert post.status == Status.SCHEDULED
    assert history(post)[-1] == "decided"


@pytest.mark.parametrize("by_deputy", [True, False])
def test_a_decision_from_before_the_objection_does_not_overrule_it(
    cast: Cast, by_deputy: bool
) -> None:
    stand_in(cast.watanabe, cast.pr, by=cast.ito)
    post = cast.in_review()
    concurrence = asked(cast, post, cast.tax)
    chief = cast.watanabe if by_deputy else cast.ito
    post = decide(post.pk, actor=chief, seen=post.revision.digest)
    assert post.status == Status.PR_REVIEW
    post = answered(cast, concurrence, agreed=False)
    assert post.status == Status.PR_REVIEW
    if by_deputy:
        post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
        assert post.status == Status.SCHEDULED


def test_an_objection_is_not_undone_by_asking_no_longer(cast: Cast) -> None:
    post = cast.in_review()
    concurrence = asked(cast, post, cast.tax)
    answered(cast, concurrence, agreed=False)
    concurrence.withdrawn_at = timezone.now()
    concurrence.save()
    assert confirmed(cast, post).status == Status.PR_REVIEW


# --- 人事異動 -------------------------------------------------------------------------------


def leave(*people: User) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for person in people:
        end_appointment(person.appointments.get(), last_day=yesterday, actor=SETUP)


def test_a_post_whose_checkers_have_all_moved_on_is_held_and_checked_again(cast: Cast) -> None:
    post = cast.scheduled()
    leave(cast.takahashi, cast.tanaka)
    assert claim(post.pk, now=timezone.now() + dt.timedelta(seconds=1)) is None
    post = Post.objects.with_people().get(pk=post.pk)
    assert (post.status, post.due_at) == (Status.HELD, None)
    assert "全員異動した" in last_event(post).reason
    post = release(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert post.status == Status.PR_REVIEW
    assert "confirm" in look(cast.nakamura, post).verbs
    post = confirm(
        post.pk, actor=cast.nakamura, seen=post.revision.digest, declaration=cleared(post)
    )
    assert post.status == Status.SCHEDULED
    assert claim(post.pk, now=timezone.now() + dt.timedelta(seconds=1))


def test_one_who_stayed_suffices(cast: Cast) -> None:
    post = cast.scheduled()
    leave(cast.takahashi)
    assert not all_moved_on(dossier_of(post))
    assert claim(post.pk, now=timezone.now() + dt.timedelta(seconds=1))


def test_for_a_decision_by_a_deputy_it_is_the_chief_who_has_to_be_there(cast: Cast) -> None:
    stand_in(cast.watanabe, cast.pr, by=cast.ito)
    post = cast.in_review()
    decide(post.pk, actor=cast.watanabe, seen=post.revision.digest)
    leave(cast.watanabe)
    assert not all_moved_on(dossier_of(post))
    leave(cast.ito)
    assert all_moved_on(dossier_of(post))
