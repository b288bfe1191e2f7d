"""An appointment ends after its last day; what was done in it stays as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import end_appointment
from approvals.actions import confirm
from audit.models import Event
from posts.workflow import NotPermitted
from tests.cast import SETUP, Cast, cleared
from tests.sight import history, last_event, look, signed


def test_after_the_last_day_the_powers_are_gone(cast: Cast) -> None:
    post = cast.in_review()
    held = cast.takahashi.appointments.get()
    end_appointment(
        held, last_day=timezone.localdate() - dt.timedelta(days=1), actor=cast.ito.signature()
    )
    assert not cast.takahashi.groups.exists()
    assert look(cast.takahashi, post).code == 404
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    assert history(post)[-1] == "decided"


def test_on_the_last_day_they_are_still_there(cast: Cast) -> None:
    post = cast.in_review()
    end_appointment(cast.takahashi.appointments.get(), last_day=timezone.localdate(), actor=SETUP)
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    assert signed(last_event(post)) == ("confirmed", "高橋 健一", "主査", "しろいの魅力発信課")


def test_the_end_is_in_the_trail(cast: Cast) -> None:
    last = dt.date(2026, 9, 30)
    held = cast.sato.appointments.get()
    end_appointment(held, last_day=last, actor=cast.ito.signature())
    event = Event.objects.latest("seq")
    assert signed(event) == ("appointment_ended", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert event.subject_label == "佐藤 花子"
    assert (event.detail["since"], event.detail["until"]) == ("2026-04-01", "2026-09-30")
    assert event.detail["section"] == "危機管理課"


def test_a_check_given_before_leaving_still_counts(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    end_appointment(cast.takahashi.appointments.get(), last_day=yesterday, actor=SETUP)
    post = confirm(post.pk, actor=cast.tanaka, seen=post.revision.digest, declaration=cleared(post))
    assert post.status == "scheduled"
    assert "しろいの魅力発信課 主査 高橋 健一" in look(cast.ito, post).html


def test_an_end_before_the_beginning_is_refused(cast: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(IntegrityError, match="appointment_period"), transaction.atomic():
        end_appointment(cast.sato.appointments.get(), last_day=dt.date(2026, 3, 31), actor=SETUP)
    assert Event.objects.count() == before
    assert cast.sato.groups.exists()
