"""決裁する: the requesting chief sends it on, the PR chief releases it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions import appoint
from accounts.models import Appointment
from accounts.roles import Role
from approvals.actions import confirm, decide
from approvals.models import Decision
from posts import actions
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from tests.cast import SETUP, Cast, cleared, draft, hire
from tests.sight import history, last_event, look, press, signed


def test_the_requesting_chief_sends_it_to_the_pr_section(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.suzuki, post, "approvals:decide")
    assert page.status == "pr_review"
    assert page.steps == ["done", "done", "current", "pending"]
    event = last_event(post)
    assert signed(event) == ("decided", "鈴木 一郎", "課長", "危機管理課")
    assert event.detail == {
        "status": ["chief_review", "pr_review"],
        "policy": 1,
        "seat": "kikikanri:chief",
    }
    assert event.digest == post.revision.digest


def test_the_pr_chief_releases_it_alone_and_at_once(cast: Cast) -> None:
    post = cast.in_review()
    before = len(history(post))
    page = press(cast.ito, post, "approvals:decide")
    assert page.status == "scheduled"
    post = Post.objects.get(pk=post.pk)
    assert post.due_at is not None
    assert post.due_at <= timezone.now()
    assert len(history(post)) == before + 1
    event = last_event(post)
    assert signed(event) == ("decided", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert event.detail["status"] == ["pr_review", "scheduled"]


def test_a_decision_keeps_the_person_as_they_were_on_that_day(cast: Cast) -> None:
    post = cast.in_review()
    cast.suzuki.name = "鈴木 次郎"
    cast.suzuki.save()
    decision = Decision.objects.get(post=post)
    assert (decision.actor_name, decision.actor_title) == ("鈴木 一郎", "課長")
    assert "鈴木 一郎" in look(cast.takahashi, post).html


def test_the_pr_chief_may_decide_after_a_first_check(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert post.status == Status.SCHEDULED
    assert history(post)[-2:] == ["confirmed", "decided"]


def test_it_becomes_due_at_the_requested_time_but_never_before_the_embargo(cast: Cast) -> None:
    soon = timezone.now() + dt.timedelta(hours=2)
    later = soon + dt.timedelta(hours=3)
    for requested, public, due in [
        (later, soon, later),
        (soon, None, soon),
        (None, later, later),
    ]:
        post = cast.in_review(requested_at=requested, public_at=public)
        assert decide(post.pk, actor=cast.ito, seen=post.revision.digest).due_at == due


def test_a_chief_does_not_decide_on_the_own_text(cast: Cast) -> None:
    post = draft(cast.suzuki, cast.crisis, cast.channel)
    post = actions.submit(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    assert "decide" not in look(cast.suzuki, post).verbs
    assert press(cast.suzuki, post, "approvals:decide").code == 403
    with pytest.raises(NotPermitted):
        decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    assert history(post) == ["drafted", "submitted"]
    assert not Decision.objects.filter(post=post).exists()


def test_the_pr_chief_does_not_decide_on_the_own_text(cast: Cast) -> None:
    post = draft(cast.ito, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.ito, seen=post.revision.digest)
    with pytest.raises(NotPermitted):
        decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert history(post)[-1] == "submitted"


def test_staff_and_other_chiefs_do_not_decide(cast: Cast) -> None:
    elsewhere = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    at_chief, at_pr = cast.submitted(), cast.in_review()
    for person in (cast.sato, cast.takahashi, cast.ito, cast.watanabe, elsewhere):
        with pytest.raises(NotPermitted):
            decide(at_chief.pk, actor=person, seen=at_chief.revision.digest)
    for person in (cast.sato, cast.takahashi, cast.watanabe, elsewhere):
        with pytest.raises(NotPermitted):
            decide(at_pr.pk, actor=person, seen=at_pr.revision.digest)
    assert press(elsewhere, at_chief, "approvals:decide").code == 404
    assert history(at_chief)[-1] == "submitted"
    assert history(at_pr).count("decided") == 1


def test_whoever_decided_for_the_section_does_not_check_for_the_pr_section(cast: Cast) -> None:
    appoint(
        Appointment(
            user=cast.suzuki,
            section=cast.pr,
            role=Role.STAFF,
            title="兼務",
            since=dt.date(2026, 4, 1),
            concurrent=True,
        ),
        actor=SETUP,
    )
    post = cast.in_review()
    assert "confirm" not in look(cast.suzuki, post).verbs
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.suzuki, seen=post.revision.digest, declaration=cleared(post))
    assert history(post)[-1] == "decided"


def test_a_second_press_is_a_polite_409(cast: Cast) -> None:
    post = cast.submitted()
    for chief in (cast.suzuki, cast.ito):
        press(chief, post, "approvals:decide")
        assert press(chief, post, "approvals:decide").code == 409
        with pytest.raises(IllegalTransition):
            decide(post.pk, actor=chief, seen=post.revision.digest)
    assert history(post).count("decided") == 2


def test_another_wording_than_the_one_on_the_page_is_not_decided(cast: Cast) -> None:
    post = cast.submitted()
    assert press(cast.suzuki, post, "approvals:decide", seen="0" * 64).code == 409
    with pytest.raises(StaleRevision):
        decide(post.pk, actor=cast.suzuki, seen="0" * 64)
    assert history(post)[-1] == "submitted"


def test_an_urgent_request_still_needs_the_pr_section(cast: Cast) -> None:
    post = cast.in_review(lane="urgent", reason="大雨警報のため、決裁を待てません")
    assert post.status == Status.PR_REVIEW
    assert (
        confirm(
            post.pk, actor=cast.tanaka, seen=post.revision.digest, declaration=cleared(post)
        ).status
        == "pr_review"
    )
    assert history(post) == ["drafted", "submitted", "confirmed"]
