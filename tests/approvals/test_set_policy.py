"""運用方針を定める: dated versions, by the account manager, within the guideline's bounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from approvals import actions as consent
from approvals.changes import changes, standings
from approvals.models import PolicyVersion
from audit.models import Event
from posts.workflow import NotPermitted, StaleRevision
from tests.cast import Cast, confirm

DAY = dt.timedelta(days=1)


def values(**changed: Any) -> dict[str, Any]:
    return {**PolicyVersion.objects.latest("number").laid_down(), **changed}


def lay_down(cast: Cast, *, days: int = 0, **changed: Any) -> PolicyVersion:
    return consent.set_policy(
        values(**changed),
        actor=cast.ito,
        seen=PolicyVersion.objects.latest("number").number,
        effective_from=timezone.localdate() + days * DAY,
        reason="確認の体制を見直すため",
    )


def test_a_version_names_who_laid_it_down_and_the_trail_what_changed(cast: Cast) -> None:
    made = lay_down(cast, min_confirmations=3, allowed_hashtags=["白井市"])
    assert (made.number, made.author, made.author_title) == (2, cast.ito, "課長")
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.reason) == (
        "policy_set",
        "伊藤 美咲",
        "確認の体制を見直すため",
    )
    assert event.detail == {
        "effective_from": timezone.localdate().isoformat(),
        "changed": {"min_confirmations": [2, 3], "allowed_hashtags": [[], ["白井市"]]},
    }


def test_a_version_in_force_today_is_obeyed_by_the_next_check(cast: Cast) -> None:
    lay_down(cast, min_confirmations=3, chief_alternative=False)
    post = cast.in_review()
    for checker in (cast.takahashi, cast.tanaka):
        assert confirm(post, checker).status == "pr_review"


def test_a_version_of_a_later_day_waits_for_it(cast: Cast) -> None:
    made = lay_down(cast, days=7, min_confirmations=3)
    today = timezone.localdate()
    versions = PolicyVersion.objects
    assert versions.on(today).number == versions.on(today + 6 * DAY).number == 1
    assert versions.on(today + 7 * DAY) == made
    assert versions.upcoming(today) == made
    assert versions.upcoming(today + 7 * DAY) is None


def test_the_version_that_comes_next_is_the_earliest_not_the_last_made(cast: Cast) -> None:
    soon = lay_down(cast, days=7, min_confirmations=3)
    lay_down(cast, days=30, min_confirmations=4)
    assert PolicyVersion.objects.upcoming(timezone.localdate()) == soon


def test_every_version_says_how_it_stands(cast: Cast) -> None:
    lay_down(cast, days=30, min_confirmations=3)
    lay_down(cast, days=7, min_confirmations=4)  # replaces it before it begins
    lay_down(cast, days=60, min_confirmations=5)
    today = timezone.localdate()
    rows = standings(list(PolicyVersion.objects.all()), today)
    assert [(row.version.number, row.state) for row in rows] == [
        (4, "upcoming"),
        (3, "upcoming"),
        (2, "overtaken"),
        (1, "in_force"),
    ]
    later = standings(list(PolicyVersion.objects.all()), today + 7 * DAY)
    assert [row.state for row in later][1:] == ["in_force", "overtaken", "superseded"]


def test_the_changes_are_told_in_words(cast: Cast) -> None:
    first = PolicyVersion.objects.get(number=1)
    made = lay_down(cast, chief_alternative=False, election_periods=[["2027-04-18", "2027-04-25"]])
    told = {change.label: (change.before, change.after) for change in changes(first, made)}
    assert sorted(told.values()) == [
        ("はい", "いいえ"),
        ("（なし）", "令和9年4月18日(日)~令和9年4月25日(日)"),
    ]


@pytest.mark.parametrize("who", ["sato", "suzuki", "takahashi", "watanabe"])
def test_nobody_but_the_account_manager_lays_anything_down(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        consent.set_policy(
            values(min_confirmations=3),
            actor=getattr(cast, who),
            seen=1,
            effective_from=timezone.localdate(),
            reason="見直しのため",
        )
    assert PolicyVersion.objects.count() == 1


def test_a_version_made_meanwhile_is_not_overlooked(cast: Cast) -> None:
    lay_down(cast, min_confirmations=3)
    with pytest.raises(StaleRevision):
        consent.set_policy(
            values(max_hashtags=1),
            actor=cast.ito,
            seen=1,
            effective_from=timezone.localdate(),
            reason="見直しのため",
        )


def test_nothing_is_laid_down_for_the_past(cast: Cast) -> None:
    with pytest.raises(ValueError, match="passed"):
        lay_down(cast, days=-1, min_confirmations=3)


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("min_confirmations", "1", "policy_two_or_more_checks"),
        ("min_confirmations", "10", "policy_two_or_more_checks"),
        ("posting_window_grace_min", "1441", "policy_grace_of_a_day"),
        ("retention_safety", "0", "policy_keeps_a_year"),
        ("post_ack_business_days", "0", "policy_periods_are_days"),
        ("step_business_days", "0", "policy_periods_are_days"),
        ("office_closes", "office_opens", "policy_office_hours"),
    ],
)
def test_the_database_refuses_what_is_looser(
    cast: Cast, column: str, value: str, constraint: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE approvals_policyversion SET {column} = {value}")


def test_a_version_is_never_edited_or_deleted(cast: Cast) -> None:
    first = PolicyVersion.objects.get(number=1)
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()
