"""兼務: whoever may act in more than one position is asked in which; a forged one is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.actions import appoint, end_appointment
from accounts.models import Appointment, User
from accounts.roles import Role
from approvals.actions import SeatNotNamed, confirm, decide, hold
from approvals.models import Decision
from posts.workflow import NotPermitted
from tests.cast import SETUP, Cast, cleared, draft, stand_in
from tests.sight import last_event, look, press, refusals, signed, signed_in


@pytest.fixture
def both(cast: Cast) -> User:
    """田中 checks, and stands in for the PR chief these days."""
    stand_in(cast.tanaka, cast.pr, by=cast.ito)
    return cast.tanaka


def test_one_position_is_implied(cast: Cast) -> None:
    post = cast.in_review()
    assert 'name="seat"' not in look(cast.takahashi, post).html
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    assert Decision.objects.get(actor=cast.takahashi).seat == "miryoku:staff"


def test_each_act_is_offered_in_the_position_that_allows_it(cast: Cast, both: User) -> None:
    post = cast.in_review()
    page = look(both, post)
    assert {"confirm", "decide", "send-back"} <= page.verbs
    # Checking is for the own position, deciding for the one stood in for: nothing to choose.
    confirm(post.pk, actor=both, seen=post.revision.digest, declaration=cleared(post))
    assert Decision.objects.get(actor=both).on_behalf_of == ""


def test_where_two_positions_allow_an_act_the_person_is_asked(cast: Cast, both: User) -> None:
    post = cast.in_review()
    asked = press(both, post, "approvals:hold", reason="日程の確認")
    assert asked.code == 422
    assert "どの職で処理するか選んでください。" in asked.html
    assert "日程の確認" in asked.html
    assert '<input type="radio" name="seat" value="miryoku:staff"' in asked.html
    page = press(both, post, "approvals:hold", reason="日程の確認", seat="miryoku:chief")
    assert page.status == "held"
    event = last_event(post)
    assert (event.detail["seat"], event.on_behalf_of) == (
        "miryoku:chief",
        "しろいの魅力発信課 課長 伊藤 美咲",
    )


def test_a_decision_asks_too_and_opens_its_panel(cast: Cast) -> None:
    """A power moved to a second position: whoever holds both says in which they decide."""
    assign_perm("posts.decide_post", cast.crisis.position("chief"), cast.channel)
    also(cast, cast.suzuki, Role.CHIEF)
    post = draft(cast.takahashi, cast.pr, cast.channel)
    press(cast.takahashi, post, "approvals:submit")
    asked = press(cast.suzuki, post, "approvals:decide")
    assert asked.code == 422
    assert '<details class="panel" name="panels" data-exclusive open>' in asked.html
    page = press(cast.suzuki, post, "approvals:decide", seat="kikikanri:chief")
    assert page.status == "scheduled"
    assert signed(last_event(post)) == ("decided", "鈴木 一郎", "課長", "危機管理課")


@pytest.mark.parametrize("seat", ["miryoku:chief", "kazei:staff", "x", "miryoku:staff:", "’;--"])
def test_a_forged_seat_is_refused_and_in_the_trail(cast: Cast, seat: str) -> None:
    post = cast.in_review()
    page = press(cast.takahashi, post, "approvals:confirm", seat=seat)
    assert page.code == 403
    assert not Decision.objects.filter(actor=cast.takahashi).exists()
    [event] = refusals(post)
    assert (event.actor_name, event.detail["asked"]) == ("高橋 健一", "approvals:confirm")
    assert "その職に就いていないか" in event.reason


def test_the_action_itself_asks(cast: Cast, both: User) -> None:
    post = cast.in_review()
    also(cast, cast.nakamura, Role.CHIEF)
    with pytest.raises(NotPermitted):
        confirm(
            post.pk,
            actor=both,
            seen=post.revision.digest,
            seat="miryoku:chief",
            declaration=cleared(post),
        )
    stand_in(cast.watanabe, cast.pr, by=cast.ito)
    with pytest.raises(SeatNotNamed) as asked:
        hold(post.pk, actor=both, seen=post.revision.digest, reason="確認中")
    assert [seat.key for seat in asked.value.seats] == ["miryoku:staff", "miryoku:chief"]


def test_an_ended_appointment_decides_nothing_even_before_midnights_sync(cast: Cast) -> None:
    post = cast.submitted()
    held = cast.suzuki.appointments.get()
    held.until = dt.date(2026, 4, 2)
    held.save()
    # Still in the Group: the calendar has not turned.
    assert cast.suzuki.groups.exists()
    with pytest.raises(NotPermitted):
        decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    end_appointment(held, last_day=dt.date(2026, 4, 2), actor=SETUP)
    address = reverse("approvals:decide", args=[post.code])
    answer = signed_in(cast.suzuki).post(address, {"seen": post.revision.digest})
    assert answer.status_code == 404


def also(cast: Cast, user: User, role: Role) -> None:
    appoint(
        Appointment(
            user=user,
            section=cast.pr,
            role=role,
            title="兼務",
            since=dt.date(2026, 4, 1),
            concurrent=True,
        ),
        actor=SETUP,
    )
