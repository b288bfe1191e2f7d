"""Two workers ring at the same instant: every act is told once, every notice mailed once."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from accounts.roles import Role
from approvals import actions, notifications
from approvals.models import ConcurrenceAnswer, Notice
from audit.models import Event
from posts.models import Post
from tests.approvals.mailbox import addressed
from tests.cast import Cast, cleared, hire
from tests.concurrency.threads import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5


def test_two_workers_tell_and_mail_everything_once(cast: Cast) -> None:
    addressed()
    for _round in range(ROUNDS):
        cast.in_review()
        now = timezone.now()
        told = at_once([partial(notifications.tell, now=now)] * 2)
        assert failures(told) == []
        sent = at_once([partial(notifications.send, now=timezone.now())] * 2)
        assert failures(sent) == []
        while notifications.tell(now=timezone.now()):
            pass
        notifications.send(now=timezone.now())
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert len(mail.outbox) == Notice.objects.count() == 5 * ROUNDS


def test_a_case_is_passed_on_once(cast: Cast) -> None:
    post = cast.submitted()
    late = timezone.now() + dt.timedelta(days=30)
    results = at_once([partial(notifications.escalate, post.pk, now=late)] * 3)
    assert failures(results) == []
    assert Event.objects.filter(act="escalated").count() == 1


def test_the_last_answer_and_the_last_check_at_the_same_instant_schedule_it_once(
    cast: Cast,
) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    for _round in range(ROUNDS):
        post = cast.in_review()
        seen = post.revision.digest
        actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)
        actions.confirm(post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post))
        results = at_once(
            [
                partial(
                    actions.confirm,
                    post.pk,
                    actor=cast.tanaka,
                    seen=seen,
                    declaration=cleared(post),
                ),
                partial(actions.concur, post.pk, actor=chief, seen=seen),
            ]
        )
        assert failures(results) == []
        assert Post.objects.get(pk=post.pk).status == "scheduled"
        moves = [e.detail.get("status") for e in Event.objects.about("post", str(post.code))]
        assert moves.count(["pr_review", "scheduled"]) == 1


def test_an_answer_is_given_once_however_often_the_button_is_pressed(cast: Cast) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    post = cast.in_review()
    actions.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)
    press = partial(actions.concur, post.pk, actor=chief, seen=post.revision.digest)
    assert len(failures(at_once([press] * 3))) == 2
    assert ConcurrenceAnswer.objects.count() == 1
