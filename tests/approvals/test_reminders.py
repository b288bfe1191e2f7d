"""Deadlines: reminders by share of the time, then the next above; all at a given moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.actions import found_section
from accounts.models import Section
from accounts.roles import Role
from approvals import actions, notifications
from approvals.deadlines import deadline_of
from approvals.models import Notice, NoticeKind, PolicyVersion
from audit.models import Event
from posts.models import Post
from tests.approvals.mailbox import addressed, receivers, round_trip, told_to
from tests.cast import SETUP, Cast, cleared, hire
from tests.sight import look

JAPAN = ZoneInfo("Asia/Tokyo")
# No holiday is near, and the post office was never tried later than this.
THURSDAY = dt.datetime(2037, 11, 26, 10, 0, tzinfo=JAPAN)
HOUR = dt.timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of November 2037, or of December from 31 on."""
    return dt.datetime(2037, 11, 1, hour, minute, tzinfo=JAPAN) + dt.timedelta(days=day - 1)


def look_at(moment: dt.datetime) -> list[str]:
    """The bell rings at that moment, twice; whom it reached."""
    with time_machine.travel(moment, tick=False):
        notifications.look_at_deadlines(now=moment)
        notifications.look_at_deadlines(now=moment)
        return receivers(round_trip(moment))


@pytest.fixture
def waiting(cast: Cast) -> Post:
    """Submitted on Thursday at ten: due on Monday at 17:15, two business days later."""
    addressed()
    with time_machine.travel(THURSDAY, tick=False):
        post = cast.submitted()
        round_trip(THURSDAY)
    return post


def test_a_step_may_take_some_business_days(waiting: Post) -> None:
    policy = PolicyVersion.objects.on(THURSDAY.date())
    assert deadline_of(waiting, policy) == at(30, 17, 15)


def test_a_requested_time_is_the_deadline(cast: Cast) -> None:
    with time_machine.travel(THURSDAY, tick=False):
        post = cast.submitted(requested_at=at(27, 9))
        assert deadline_of(post, PolicyVersion.objects.on(THURSDAY.date())) == at(27, 9)
    with time_machine.travel(at(27, 10), tick=False):
        late = actions.decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
        # No time is left of it: the step has its own days.
        assert deadline_of(late, PolicyVersion.objects.on(THURSDAY.date())) == at(31, 17, 15)


def test_it_reminds_at_half_and_at_four_fifths_of_the_time(cast: Cast, waiting: Post) -> None:
    assert look_at(at(28, 12)) == []
    assert look_at(at(28, 14)) == ["2001"]
    assert look_at(at(29, 12)) == []
    assert look_at(at(29, 21)) == ["2001"]
    assert look_at(at(30, 17)) == []
    assert told_to(cast.suzuki)[1:] == ["期限が近づいています"] * 2
    assert told_to(cast.sato) == []


def test_after_an_outage_it_reminds_once_not_for_every_share(cast: Cast, waiting: Post) -> None:
    assert look_at(at(30, 9)) == ["2001"]
    assert Notice.objects.filter(kind=NoticeKind.REMINDER).count() == 1


def test_only_those_who_can_still_act_are_reminded(cast: Cast) -> None:
    addressed()
    with time_machine.travel(THURSDAY, tick=False):
        post = cast.in_review()
        actions.confirm(
            post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post)
        )
        actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)
        addressed(hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長"))
        round_trip(THURSDAY)
    assert look_at(at(28, 14)) == ["1001", "1003", "1004", "2010"]


def test_a_step_that_was_taken_is_not_reminded_of(cast: Cast, waiting: Post) -> None:
    with time_machine.travel(at(27, 9), tick=False):
        actions.reject(waiting.pk, actor=cast.suzuki, seen=waiting.revision.digest, reason="重複")
        round_trip(at(27, 9))
    assert look_at(at(30, 9)) == []
    assert look_at(at(31, 9)) == []


def test_an_overdue_case_is_passed_on_to_the_department(cast: Cast, waiting: Post) -> None:
    department = found_section(Section(code="somu", name="総務部", kind="department"), actor=SETUP)
    director = hire("2099", "青木 進", department, Role.CHIEF, "部長")
    addressed(director)
    cast.crisis.parent = department
    cast.crisis.save()
    assert look(director, waiting).code == 404
    assert look_at(at(30, 18)) == ["2099"]
    assert look_at(at(31, 18)) == []
    assert told_to(director) == ["期限を過ぎた案件があります"]
    event = Event.objects.get(act="escalated")
    assert (event.actor_name, event.detail["to"]) == ("システム", ["青木 進"])
    assert look(director, waiting).code == 200
    assert look(director, waiting).verbs == {"comment"}
    waiting.refresh_from_db()
    assert waiting.status == "chief_review"


def test_without_anybody_above_the_account_manager_is_told(cast: Cast, waiting: Post) -> None:
    assert look_at(at(30, 18)) == ["1001"]
    assert told_to(cast.ito) == ["期限を過ぎた案件があります"]


def test_an_overdue_check_is_passed_on_to_the_pr_chief(cast: Cast) -> None:
    addressed()
    with time_machine.travel(THURSDAY, tick=False):
        cast.in_review()
        round_trip(THURSDAY)
    assert look_at(at(30, 18)) == ["1001"]
    assert Event.objects.filter(act="escalated").count() == 1


def test_every_step_is_passed_on_by_itself(cast: Cast, waiting: Post) -> None:
    look_at(at(30, 18))
    with time_machine.travel(at(31, 9), tick=False):
        actions.decide(waiting.pk, actor=cast.suzuki, seen=waiting.revision.digest)
        round_trip(at(31, 9))
    assert look_at(at(33, 18)) == ["1001"]
    assert Event.objects.filter(act="escalated").count() == 2
