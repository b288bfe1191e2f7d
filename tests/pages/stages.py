"""A case brought to every state by the acts that lead there."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from approvals import actions as consent
from posts.models import Post
from publishing import claims, outcomes
from publishing.gateway import Outcome, Posted, Refused, Unknown
from tests.cast import Cast


def sent(cast: Cast, outcome: Outcome) -> Post:
    """A scheduled post that the worker took up, and what came of it."""
    post = cast.scheduled()
    attempt = claims.claim(post.pk, now=timezone.now())
    assert attempt is not None
    outcomes.settle(attempt.pk, outcome)
    return again(post)


def held(cast: Cast) -> Post:
    post = cast.in_review()
    return consent.hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason="日程の再確認")


def returned(cast: Cast) -> Post:
    post = cast.in_review()
    return consent.send_back(
        post.pk, actor=cast.ito, seen=post.revision.digest, reason="会場名が誤っています"
    )


def asked(cast: Cast) -> Post:
    """Being checked, while 課税課 is asked to concur."""
    post = cast.in_review()
    return consent.ask_concurrence(post.pk, actor=cast.ito, section=cast.tax)


def circulated(cast: Cast) -> Post:
    """Being checked, and shown to 渡辺."""
    post = cast.in_review()
    return consent.circulate(post.pk, actor=cast.sato, people=[cast.watanabe], sections=[])


def again(post: Post) -> Post:
    return Post.objects.with_people().get(pk=post.pk)


STAGES: dict[str, Callable[[Cast], Post]] = {
    "draft": Cast.draft,
    "chief_review": Cast.submitted,
    "pr_review": Cast.in_review,
    "scheduled": Cast.scheduled,
    "held": held,
    "returned": returned,
    "failed": lambda cast: sent(cast, Refused("X refused the text")),
    "uncertain": lambda cast: sent(cast, Unknown("no answer in time")),
    "asked": asked,
    "circulated": circulated,
    "published": lambda cast: sent(cast, Posted("1990000000000000001")),
}
