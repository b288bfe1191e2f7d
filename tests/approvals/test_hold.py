"""保留する: it stays where it is and does not go out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import hold
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from publishing.claims import claim, due_posts
from publishing.gateway import Posted
from publishing.outcomes import settle
from tests.cast import Cast
from tests.sight import history, last_event, look, press, signed

WHY = "担当課に問い合わせ中"


def test_a_request_under_review_is_held_with_its_reason(cast: Cast) -> None:
    post = cast.in_review()
    page = press(cast.takahashi, post, "approvals:hold", reason=WHY)
    assert page.status == "held"
    assert "release" in page.verbs
    event = last_event(post)
    assert signed(event) == ("held", "高橋 健一", "主査", "しろいの魅力発信課")
    assert event.reason == WHY
    assert event.detail == {"status": ["pr_review", "held"], "seat": "miryoku:staff"}


def test_an_approved_post_that_is_held_does_not_go_out(cast: Cast) -> None:
    post = cast.scheduled()
    assert due_posts(timezone.now()) == [post.pk]
    page = press(cast.ito, post, "approvals:hold", reason=WHY)
    assert page.status == "held"
    assert due_posts(timezone.now()) == []
    assert claim(post.pk, now=timezone.now()) is None
    stored = Post.objects.get(pk=post.pk)
    assert (stored.status, stored.due_at) == (Status.HELD, None)
    assert history(post)[-1] == "held"


def test_a_post_on_its_way_to_x_is_the_workers_alone(cast: Cast) -> None:
    post = cast.scheduled()
    attempt = claim(post.pk, now=timezone.now())
    assert attempt is not None
    assert "hold" not in look(cast.ito, post).verbs
    assert press(cast.ito, post, "approvals:hold", reason=WHY).code == 409
    with pytest.raises(IllegalTransition):
        hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason=WHY)
    settle(attempt.pk, Posted("2057000000000000001"))
    assert look(cast.ito, post).status == "published"
    assert history(post)[-2:] == ["claimed", "published"]


def test_a_request_that_is_not_with_the_pr_section_is_not_held(cast: Cast) -> None:
    for post in (cast.draft(), cast.submitted()):
        with pytest.raises(IllegalTransition):
            hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason=WHY)
        assert "hold" not in look(cast.ito, post).verbs
        assert "held" not in history(post)


def test_only_the_pr_section_holds(cast: Cast) -> None:
    post = cast.in_review()
    for person in (cast.sato, cast.suzuki, cast.watanabe):
        with pytest.raises(NotPermitted):
            hold(post.pk, actor=person, seen=post.revision.digest, reason=WHY)
    assert press(cast.suzuki, post, "approvals:hold", reason=WHY).code == 403
    assert press(cast.watanabe, post, "approvals:hold", reason=WHY).code == 404
    assert history(post)[-1] == "decided"


def test_a_reason_is_mandatory(cast: Cast) -> None:
    post = cast.in_review()
    page = press(cast.ito, post, "approvals:hold", reason="　")
    assert page.code == 422
    assert 'id="reason-hold" name="reason" rows="3" required aria-invalid="true"' in page.html
    assert history(post)[-1] == "decided"


def test_another_wording_than_the_one_on_the_page_is_not_held(cast: Cast) -> None:
    post = cast.in_review()
    with pytest.raises(StaleRevision):
        hold(post.pk, actor=cast.ito, seen="0" * 64, reason=WHY)
    assert history(post)[-1] == "decided"
