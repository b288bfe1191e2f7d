"""Acts that exclude each other, at the same instant: one wins, whoever comes too late is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from approvals.actions import confirm, decide, recall, send_back
from approvals.models import Decision
from posts.actions import revise, withdraw
from posts.models import Post
from posts.workflow import IllegalTransition, StaleRevision, Status
from tests.cast import Cast, cleared
from tests.concurrency.threads import failures, round_by_round
from tests.sight import history

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 200
URGENT = {"lane": "urgent", "reason": "大雨警報のため、決裁を待てません"}

Acts = tuple[Callable[[], object], Callable[[], object]]


def meet(posts: list[Post], acts: Callable[[Post], Acts]) -> list[tuple[Post, list[str]]]:
    """Every post after its round, with what the trail says was done; each loser was told 409."""
    before = {post.pk: len(history(post)) for post in posts}
    results = round_by_round([acts(post) for post in posts])
    outcomes = []
    for post, result in zip(posts, results, strict=True):
        lost = failures(result)
        assert all(isinstance(error, IllegalTransition | StaleRevision) for error in lost), lost
        assert len(lost) == 1
        done = history(post)[before[post.pk] :]
        outcomes.append((Post.objects.with_people().get(pk=post.pk), done))
    return outcomes


def test_of_the_last_check_and_a_return_exactly_one_wins(cast: Cast) -> None:
    posts = [cast.submitted(**URGENT) for _round in range(ROUNDS)]
    for post in posts:
        confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))

    def acts(post: Post) -> Acts:
        seen, answers = post.seen, cleared(post)
        return (
            partial(confirm, post.pk, actor=cast.tanaka, seen=seen, declaration=answers),
            partial(send_back, post.pk, actor=cast.nakamura, reason="日付の誤り", seen=seen),
        )

    for post, done in meet(posts, acts):
        assert done in (["confirmed"], ["sent_back"])
        won = Status.SCHEDULED if done == ["confirmed"] else Status.RETURNED
        assert post.status == won
        assert (post.due_at is None) is (won == Status.RETURNED)


def test_of_a_check_and_taking_it_back_to_edit_exactly_one_wins(cast: Cast) -> None:
    posts = [cast.submitted(**URGENT) for _round in range(ROUNDS)]
    first = {post.pk: post.revision.digest for post in posts}

    def acts(post: Post) -> Acts:
        seen, new = post.seen, replace(post.revision.content(), texts=("新しい本文",))

        def take_back() -> None:
            recall(post.pk, actor=cast.sato, seen=seen)
            revise(post.pk, new, post.route(), actor=cast.sato, seen=post.revision.digest)

        return take_back, partial(
            confirm, post.pk, actor=cast.takahashi, seen=seen, declaration=cleared(post)
        )

    for post, done in meet(posts, acts):
        assert done in (["confirmed"], ["recalled", "revised"])
        taken_back = done == ["recalled", "revised"]
        assert post.status == (Status.DRAFT if taken_back else Status.PR_REVIEW)
        assert (post.revision.digest != first[post.pk]) is taken_back
        assert Decision.objects.filter(post=post).count() == (0 if taken_back else 1)


def test_of_a_decision_and_a_withdrawal_exactly_one_wins(cast: Cast) -> None:
    posts = [cast.submitted() for _round in range(ROUNDS)]

    def acts(post: Post) -> Acts:
        common = {"seen": post.seen}
        return (
            partial(decide, post.pk, actor=cast.suzuki, **common),
            partial(withdraw, post.pk, actor=cast.sato, reason="中止のため", **common),
        )

    for post, done in meet(posts, acts):
        assert done in (["decided"], ["withdrawn"])
        assert post.status == (Status.PR_REVIEW if done == ["decided"] else Status.WITHDRAWN)
