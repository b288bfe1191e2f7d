"""承認経路: the steps that the case page shows, with who acted and who can act next."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from accounts.actions import end_appointment
from approvals.actions import confirm, decide, reject, send_back
from approvals.route import Step, route, surname
from posts import actions
from posts.models import Post
from publishing.claims import claim
from publishing.gateway import Posted
from publishing.outcomes import settle
from tests.cast import SETUP, Cast, cleared, draft
from tests.sight import last_event, look

WHY = "大雨警報のため、決裁を待てません"


def steps(post: Post) -> list[Step]:
    return route(post)


def states(post: Post) -> list[str]:
    """Of the route, which the page shows the same way."""
    found = [step.state for step in steps(post)]
    page = look(post.drafter, post)
    assert page.steps == found
    return found


def test_a_draft_is_with_its_author(cast: Cast) -> None:
    assert states(cast.draft()) == ["current", "pending", "pending", "pending"]


def test_a_submitted_request_names_the_chief_who_can_act(cast: Cast) -> None:
    post = cast.submitted()
    assert states(post) == ["done", "current", "pending", "pending"]
    assert steps(post)[1].who == "危機管理課 課長 鈴木 一郎"


def test_a_vacant_position_is_said(cast: Cast) -> None:
    end_appointment(cast.suzuki.appointments.get(), last_day=dt.date(2026, 4, 30), actor=SETUP)
    post = cast.submitted()
    assert steps(post)[1].who.startswith("危機管理課 ")
    assert "鈴木" not in steps(post)[1].who


def test_a_decision_shows_person_time_and_stamp(cast: Cast) -> None:
    post = cast.in_review()
    assert states(post) == ["done", "done", "current", "pending"]
    step = steps(post)[1]
    assert step.who == "危機管理課 課長 鈴木 一郎"
    assert step.when is not None
    assert abs(last_event(post).occurred_at - step.when) < dt.timedelta(seconds=5)
    assert step.surname == "鈴木"
    assert step.stamp_date.count(".") == 2
    assert re.search(r'class="stamp__name"[^>]*>鈴木<', look(cast.sato, post).html)


def test_one_of_two_checks_leaves_the_stage_open(cast: Cast) -> None:
    post = cast.in_review()
    post = confirm(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post)
    )
    assert states(post) == ["done", "done", "done", "current", "pending"]
    assert "1" in steps(post)[3].note
    assert "2" in steps(post)[3].note


def test_two_checks_close_it(cast: Cast) -> None:
    post = cast.scheduled()
    assert states(post) == ["done", "done", "done", "done", "current"]
    assert [step.surname for step in steps(post)[2:4]] == ["高橋", "田中"]
    assert steps(post)[4].when == post.due_at


def test_the_pr_chief_closes_it_alone(cast: Cast) -> None:
    post = cast.in_review()
    post = decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert states(post) == ["done", "done", "done", "current"]


def test_a_posted_request_is_done_from_end_to_end(cast: Cast) -> None:
    post = cast.scheduled()
    attempt = claim(post.pk, now=timezone.now())
    assert attempt is not None
    settle(attempt.pk, Posted("2057000000000000001"))
    assert states(Post.objects.get(pk=post.pk)) == ["done"] * 5


def test_what_an_exception_leaves_out_is_said_with_its_reason(cast: Cast) -> None:
    post = cast.in_review(lane="urgent", reason=WHY)
    assert states(post) == ["done", "skipped", "current", "pending"]
    assert WHY in steps(post)[1].note


def test_the_pr_sections_own_post_says_why_no_chief_is_asked(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    assert states(post) == ["done", "skipped", "current", "pending"]
    assert steps(post)[1].note


def test_a_rejection_is_where_the_route_stops(cast: Cast) -> None:
    post = cast.submitted()
    post = reject(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="発信しません")
    assert steps(post)[1].note == "発信しません"
    assert states(post)[:2] == ["done", "stopped"]


def test_a_returned_request_is_with_its_author_again(cast: Cast) -> None:
    post = cast.in_review()
    post = send_back(post.pk, actor=cast.ito, seen=post.revision.digest, reason="曜日")
    assert states(post)[:3] == ["current", "done", "stopped"]


@pytest.mark.parametrize(
    ("name", "stamp"),
    [("佐藤 花子", "佐藤"), ("佐藤\u3000花子", "佐藤"), ("マリア", "マリア"), ("", "")],
)
def test_a_stamp_bears_the_surname(name: str, stamp: str) -> None:
    assert surname(name) == stamp
