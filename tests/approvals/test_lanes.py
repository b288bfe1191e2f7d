"""緊急・軽微 (2(3)③): they leave out the requesting chief, who acknowledges it afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actions import end_appointment
from approvals.actions import acknowledge, recall, submit
from approvals.models import AfterReview
from posts.actions import NotSubmittable, revise
from posts.models import Post
from posts.workflow import NotPermitted, StaleRevision, Status
from shirai_sns.inbox import Inbox
from tests.cast import SETUP, Cast, cleared, draft, lay_down, stand_in
from tests.sight import history, last_event, look, press, signed

WHY = "大雨警報のため、決裁を待てません"
URGENT: dict[str, Any] = {"lane": "urgent", "reason": WHY}


def test_the_chief_left_out_owes_an_acknowledgement_within_the_business_days(cast: Cast) -> None:
    # A Friday before a long weekend: Monday is a holiday.
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC), tick=False):
        post = cast.submitted(**URGENT)
        owed = AfterReview.objects.get(post=post)
    assert (owed.kind, owed.section, owed.role, owed.reason) == (
        "acknowledge",
        cast.crisis,
        "chief",
        WHY,
    )
    assert owed.due_on == dt.date(2026, 11, 24)


def test_the_period_and_further_closed_days_are_the_policys(cast: Cast) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC), tick=False):
        lay_down(post_ack_business_days=2, closed_days=["2026-11-25"])
        post = cast.submitted(**URGENT)
    assert AfterReview.objects.get(post=post).due_on == dt.date(2026, 11, 26)


def test_the_route_says_what_was_left_out_and_awaits_it(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    page = look(cast.sato, post)
    assert page.steps[1] == "skipped"
    assert f"緊急のため省略（{WHY}）→事後確認待ち" in page.html
    assert post in Inbox(cast.suzuki).todo()


def test_the_chief_acknowledges_it_with_an_opinion(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    page = press(cast.suzuki, post, "approvals:acknowledge", opinion="次回は電話で知らせること")
    assert "事後確認済み" in page.html
    assert "次回は電話で知らせること" in page.html
    event = last_event(post)
    assert signed(event) == ("acknowledged", "鈴木 一郎", "課長", "危機管理課")
    assert event.reason == "次回は電話で知らせること"
    assert post not in Inbox(cast.suzuki).todo()
    assert press(cast.suzuki, post, "approvals:acknowledge").code == 409
    assert Post.objects.get(pk=post.pk).status == Status.PR_REVIEW


def test_nobody_else_acknowledges_not_even_the_deputy(cast: Cast) -> None:
    stand_in(cast.watanabe, cast.crisis, by=cast.suzuki)
    post = cast.submitted(**URGENT)
    for person in (cast.sato, cast.watanabe, cast.takahashi, cast.ito):
        with pytest.raises(NotPermitted):
            acknowledge(post.pk, actor=person, seen=post.revision.digest)
        assert "acknowledge" not in look(person, post).verbs
    with pytest.raises(StaleRevision):
        acknowledge(post.pk, actor=cast.suzuki, seen="0" * 64)
    long = press(cast.suzuki, post, "approvals:acknowledge", opinion="長" * 1001)
    assert long.code == 422
    assert "長" * 1001 in long.html
    assert history(post) == ["drafted", "submitted"]


def test_while_nobody_holds_the_position_it_stays_owed_to_the_position(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    end_appointment(cast.suzuki.appointments.get(), last_day=yesterday, actor=SETUP)
    assert press(cast.suzuki, post, "approvals:acknowledge").code == 404
    assert AfterReview.objects.filter(post=post, done_at=None).exists()


def test_every_round_owes_one_and_one_look_settles_them(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))
    assert AfterReview.objects.filter(post=post, done_at=None).count() == 2
    acknowledge(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    assert not AfterReview.objects.filter(post=post, done_at=None).exists()
    assert last_event(post).detail["rounds"] == [1, 2]


def test_neither_a_normal_request_nor_the_pr_sections_own_owes_anything(cast: Cast) -> None:
    cast.in_review()
    own = draft(cast.takahashi, cast.pr, cast.channel, **URGENT)
    submit(own.pk, actor=cast.takahashi, seen=own.revision.digest, declaration=cleared(own))
    assert not AfterReview.objects.exists()


def test_a_request_that_may_not_be_submitted_owes_nothing(cast: Cast) -> None:
    post = cast.draft("", **URGENT)
    with pytest.raises(NotSubmittable):
        submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))
    assert not AfterReview.objects.exists()


@pytest.mark.parametrize("lane", ["urgent", "minor"])
def test_a_lane_that_the_policy_closes_is_refused_beside_its_field(cast: Cast, lane: str) -> None:
    before = cast.draft()
    lay_down(**{f"allow_{lane}_lane": False})
    post = cast.draft("", lane=lane, reason=WHY, touches_up=before if lane == "minor" else None)
    with pytest.raises(NotSubmittable) as refused:
        submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))
    assert {finding.field for finding in refused.value.findings} == {"body", "lane"}
    page = press(cast.sato, post, "approvals:submit")
    assert page.code == 422
    assert "この区分は現在使用していません。「通常」を選んでください。" in page.html
    assert f'action="/posts/{post.code}/edit"' in page.html
    assert history(post) == ["drafted"]


def test_an_open_lane_still_passes_the_pr_section(cast: Cast) -> None:
    lay_down(allow_minor_lane=False)
    post = cast.submitted(**URGENT)
    assert post.status == Status.PR_REVIEW


def test_a_lane_is_given_up_by_revising(cast: Cast) -> None:
    post = cast.draft(**URGENT)
    lay_down(allow_urgent_lane=False)
    route = type(post.route())("normal")
    post = revise(
        post.pk, post.revision.content(), route, actor=cast.sato, seen=post.revision.digest
    )
    post = submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))
    assert post.status == Status.CHIEF_REVIEW
