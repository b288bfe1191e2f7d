"""Two people press the button at the same instant."""

from __future__ import annotations

from functools import partial

import pytest

from approvals.actions import confirm, decide, reject, send_back
from approvals.models import Decision
from audit.models import Event
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, Status
from tests.cast import Cast, cleared
from tests.concurrency.threads import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
SCHEDULING = ["pr_review", "scheduled"]


def scheduling_events(post: Post) -> list[Event]:
    events = Event.objects.about("post", str(post.code))
    return [event for event in events if event.detail.get("status") == SCHEDULING]


def test_two_confirmers_at_the_same_instant_schedule_the_post_once(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.in_review()
        seen = post.revision.digest
        results = at_once(
            [
                partial(
                    confirm, post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post)
                ),
                partial(confirm, post.pk, actor=cast.tanaka, seen=seen, declaration=cleared(post)),
            ]
        )
        assert failures(results) == []
        post.refresh_from_db()
        assert post.status == Status.SCHEDULED
        assert len(scheduling_events(post)) == 1
        assert Decision.objects.filter(post=post, verdict="confirm").count() == 2
    assert not Post.objects.filter(status=Status.PR_REVIEW).exists()


def test_a_third_confirmer_at_the_same_instant_finds_it_done(cast: Cast) -> None:
    post = cast.in_review()
    seen = post.revision.digest
    people = [cast.takahashi, cast.tanaka, cast.nakamura]
    results = at_once(
        [
            partial(confirm, post.pk, actor=person, seen=seen, declaration=cleared(post))
            for person in people
        ]
    )
    assert [type(error) for error in failures(results)] == [IllegalTransition]
    assert len(scheduling_events(post)) == 1
    assert Decision.objects.filter(post=post, stage="pr").count() == 2


def test_a_double_click_counts_once(cast: Cast) -> None:
    post = cast.in_review()
    seen = post.revision.digest
    results = at_once(
        [partial(confirm, post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post))] * 2
    )
    assert [type(error) for error in failures(results)] == [NotPermitted]
    post.refresh_from_db()
    assert post.status == Status.PR_REVIEW
    assert Decision.objects.filter(post=post, stage="pr").count() == 1


def test_the_chief_and_a_confirmer_at_the_same_instant_schedule_it_once(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.in_review()
        seen = post.revision.digest
        results = at_once(
            [
                partial(decide, post.pk, actor=cast.ito, seen=seen),
                partial(
                    confirm, post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post)
                ),
            ]
        )
        assert {type(error) for error in failures(results)} <= {IllegalTransition}
        post.refresh_from_db()
        assert post.status == Status.SCHEDULED
        assert len(scheduling_events(post)) == 1


def test_of_a_last_check_and_a_return_exactly_one_wins(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.in_review()
        seen = post.revision.digest
        confirm(post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post))
        before = Event.objects.count()
        results = at_once(
            [
                partial(confirm, post.pk, actor=cast.tanaka, seen=seen, declaration=cleared(post)),
                partial(send_back, post.pk, actor=cast.nakamura, seen=seen, reason="日付の誤り"),
            ]
        )
        post.refresh_from_db()
        acts = [event.act for event in Event.objects.order_by("seq")[before:]]
        assert acts in (["confirmed"], ["sent_back"])
        wins = Status.SCHEDULED if acts == ["confirmed"] else Status.RETURNED
        assert post.status == wins
        assert [type(error) for error in failures(results)] == [IllegalTransition]


def test_of_a_last_check_and_a_rejection_exactly_one_wins(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.in_review()
        seen = post.revision.digest
        confirm(post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post))
        before = Event.objects.count()
        results = at_once(
            [
                partial(confirm, post.pk, actor=cast.tanaka, seen=seen, declaration=cleared(post)),
                partial(reject, post.pk, actor=cast.nakamura, seen=seen, reason="公表前の情報"),
            ]
        )
        assert [type(error) for error in failures(results)] == [IllegalTransition]
        post.refresh_from_db()
        [event] = Event.objects.order_by("seq")[before:]
        assert (event.act, post.status) in {
            ("confirmed", Status.SCHEDULED),
            ("rejected", Status.REJECTED),
        }
