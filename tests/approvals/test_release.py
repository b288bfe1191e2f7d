"""再開する: an approved post is due again, any other goes back to the checks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions import confirm, hold, release
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from publishing.actions import set_mode
from publishing.claims import claim
from tests.cast import SETUP, Cast, cleared
from tests.sight import history, last_event, look, press, signed


def held(cast: Cast, post: Post) -> Post:
    return hold(post.pk, actor=cast.takahashi, seen=post.revision.digest, reason="問い合わせ中")


def test_an_approved_post_becomes_due_again(cast: Cast) -> None:
    post = held(cast, cast.scheduled())
    page = press(cast.ito, post, "approvals:release")
    assert page.status == "scheduled"
    stored = Post.objects.get(pk=post.pk)
    assert stored.due_at is not None
    assert stored.due_at <= timezone.now()
    event = last_event(post)
    assert signed(event) == ("released", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert event.detail["status"] == ["held", "scheduled"]
    assert claim(post.pk, now=timezone.now())


def test_the_requested_time_still_holds(cast: Cast) -> None:
    later = timezone.now() + dt.timedelta(days=1)
    post = held(cast, cast.scheduled(requested_at=later))
    assert release(post.pk, actor=cast.ito, seen=post.revision.digest).due_at == later


def test_a_request_that_lacks_checks_goes_back_to_them_and_keeps_those_it_has(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    post = held(cast, post)
    page = press(cast.tanaka, post, "approvals:release")
    assert page.status == "pr_review"
    assert last_event(post).detail["status"] == ["held", "pr_review"]
    post = confirm(
        post.pk, actor=cast.nakamura, seen=post.revision.digest, declaration=cleared(post)
    )
    assert post.status == Status.SCHEDULED


def test_only_what_is_held_is_released(cast: Cast) -> None:
    for post in (cast.submitted(), cast.in_review(), cast.scheduled()):
        with pytest.raises(IllegalTransition):
            release(post.pk, actor=cast.ito, seen=post.revision.digest)
        assert "release" not in look(cast.ito, post).verbs
        assert "released" not in history(post)


def test_only_the_pr_section_releases(cast: Cast) -> None:
    post = held(cast, cast.in_review())
    for person in (cast.sato, cast.suzuki, cast.watanabe):
        with pytest.raises(NotPermitted):
            release(post.pk, actor=person, seen=post.revision.digest)
    assert press(cast.sato, post, "approvals:release").code == 403
    assert press(cast.watanabe, post, "approvals:release").code == 404
    assert history(post)[-1] == "held"


def test_another_wording_than_the_one_on_the_page_is_not_released(cast: Cast) -> None:
    post = held(cast, cast.in_review())
    with pytest.raises(StaleRevision):
        release(post.pk, actor=cast.ito, seen="0" * 64)
    assert history(post)[-1] == "held"


def test_what_was_approved_for_the_public_is_not_what_goes_out_as_a_drill(cast: Cast) -> None:
    post = held(cast, cast.scheduled())
    set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    release(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert claim(post.pk, now=timezone.now()) is None
    assert look(cast.ito, post).status == "returned"
    assert history(post)[-1] == "consent_lapsed"
