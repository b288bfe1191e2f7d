"""Two colleagues of the requesting section work on the same text at the same instant."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from audit.models import Event
from posts.actions import revise, submit, withdraw
from posts.workflow import IllegalTransition, StaleRevision, Status
from tests.cast import Cast
from tests.concurrency.threads import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10


def test_of_two_edits_of_the_same_wording_one_is_told_that_it_is_stale(cast: Cast) -> None:
    for number in range(ROUNDS):
        post = cast.draft()
        content, seen = post.revision.content(), post.revision.digest
        results = at_once(
            [
                partial(
                    revise,
                    post.pk,
                    replace(content, texts=(f"{number} {author.name}",)),
                    post.route(),
                    actor=author,
                    seen=seen,
                )
                for author in (cast.sato, cast.suzuki)
            ]
        )
        assert [type(error) for error in failures(results)] == [StaleRevision]
        assert post.revisions.count() == 2
        assert Event.objects.about("post", str(post.code)).filter(act="revised").count() == 1


def test_what_is_submitted_is_what_its_author_saw(cast: Cast) -> None:
    for number in range(ROUNDS):
        post = cast.draft()
        content, seen = post.revision.content(), post.revision.digest
        results = at_once(
            [
                partial(
                    revise,
                    post.pk,
                    replace(content, texts=(f"修正{number}",)),
                    post.route(),
                    actor=cast.suzuki,
                    seen=seen,
                ),
                partial(submit, post.pk, actor=cast.sato, seen=seen),
            ]
        )
        post.refresh_from_db()
        submitted = post.status == Status.CHIEF_REVIEW
        [error] = failures(results)
        assert type(error) is (IllegalTransition if submitted else StaleRevision)
        assert (post.revision.digest == seen) is submitted


def test_a_withdrawn_request_is_not_submitted(cast: Cast) -> None:
    for _round in range(ROUNDS):
        post = cast.draft()
        seen = post.revision.digest
        at_once(
            [
                partial(submit, post.pk, actor=cast.sato, seen=seen),
                partial(withdraw, post.pk, actor=cast.suzuki, seen=seen, reason="中止"),
            ]
        )
        post.refresh_from_db()
        assert post.status == Status.WITHDRAWN
