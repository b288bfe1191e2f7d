"""Acts that exclude each other, at the same instant: one wins, whoever comes too late is told.

A stop (差戻し, 取下げ) may still come after the consent that it meets: then it stops what was just
approved, and the case ends with it. The other way round nothing is ever approved after a stop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from approvals.actions import confirm, decide, recall, send_back, submit
from approvals.models import Decision
from audit.models import Event
from posts.actions import revise, withdraw
from posts.models import Post
from posts.workflow import IllegalTransition, StaleRevision, Status
from tests.cast import Cast
from tests.concurrency.threads import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 200
URGENT = {"lane": "urgent", "reason": "大雨警報のため、決裁を待てません"}


def again(post: Post) -> Post:
    return Post.objects.with_people().get(pk=post.pk)


def meet(*acts: Callable[[], object]) -> list[str]:
    """What the trail says happened, in its order; everybody else was told 409."""
    before = Event.objects.count()
    lost = failures(at_once(acts))
    assert all(isinstance(error, IllegalTransition | StaleRevision) for error in lost), lost
    assert len(lost) <= 1
    done = [event.act for event in Event.objects.order_by("seq")[before:]]
    assert done
    return done


def test_of_the_last_check_and_a_return_the_return_stands(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    for _round in range(ROUNDS):
        seen = post.revision.digest
        confirm(post.pk, actor=cast.takahashi, seen=seen)
        done = meet(
            partial(confirm, post.pk, actor=cast.tanaka, seen=seen),
            partial(send_back, post.pk, actor=cast.nakamura, seen=seen, reason="日付の誤り"),
        )
        assert done in (["confirmed", "sent_back"], ["sent_back"])
        post = again(post)
        assert (post.status, post.due_at) == (Status.RETURNED, None)
        post = revise(post.pk, post.revision.content(), post.route(), actor=cast.sato, seen=seen)
        post = submit(post.pk, actor=cast.sato, seen=post.revision.digest)


def test_of_a_check_and_taking_it_back_to_edit_exactly_one_wins(cast: Cast) -> None:
    post = cast.submitted(**URGENT)
    for number in range(ROUNDS):
        post = again(post)
        seen, content = post.revision.digest, post.revision.content()
        new = replace(content, texts=(f"本文{number}",))

        def take_back(post: Post = post, seen: str = seen, new: object = new) -> None:
            recall(post.pk, actor=cast.sato, seen=seen)
            revise(post.pk, new, post.route(), actor=cast.sato, seen=seen)  # type: ignore[arg-type]

        done = meet(take_back, partial(confirm, post.pk, actor=cast.takahashi, seen=seen))
        post = again(post)
        voted = Decision.objects.filter(post=post, round=post.round, revision=post.revision)
        if done == ["confirmed"]:
            assert (post.status, post.revision.digest) == (Status.PR_REVIEW, seen)
            assert voted.count() == 1
            post = cast.submitted(**URGENT)
        else:
            assert done == ["recalled", "revised"]
            assert post.status == Status.DRAFT
            assert not voted.exists()
            submit(post.pk, actor=cast.sato, seen=post.revision.digest)


def test_of_a_decision_and_a_withdrawal_the_withdrawal_stands(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.submitted()
        seen = post.revision.digest
        done = meet(
            partial(decide, post.pk, actor=cast.suzuki, seen=seen),
            partial(withdraw, post.pk, actor=cast.sato, seen=seen, reason="中止のため"),
        )
        assert done in (["withdrawn"], ["decided", "withdrawn"])
        assert again(post).status == Status.WITHDRAWN
