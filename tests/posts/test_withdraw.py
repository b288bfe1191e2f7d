"""取下げ: the requesting section ends its request."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import hold, reject, send_back
from posts import actions
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, Status
from publishing.claims import claim
from tests.cast import Cast
from tests.sight import history, last_event, look, press, signed

WHY = "行事が中止になりました"


def test_a_withdrawn_request_is_at_its_end_with_the_reason_in_the_trail(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.sato, post, "posts:withdraw", reason=WHY)
    assert page.status == "withdrawn"
    assert page.verbs == set()
    assert WHY in page.html
    event = last_event(post)
    assert signed(event) == ("withdrawn", "佐藤 花子", "主事", "危機管理課")
    assert (event.reason, event.detail) == (WHY, {"status": ["chief_review", "withdrawn"]})


def test_a_reason_is_asked_for_beside_its_field(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.sato, post, "posts:withdraw", reason=" ")
    assert page.code == 422
    assert 'id="reason-withdraw" name="reason" rows="3" required aria-invalid="true"' in page.html
    assert history(post)[-1] == "submitted"


def test_it_can_be_withdrawn_up_to_the_moment_the_worker_takes_it_up(cast: Cast) -> None:
    returned = cast.submitted()
    send_back(returned.pk, actor=cast.suzuki, seen=returned.revision.digest, reason="曜日")
    held = cast.in_review()
    hold(held.pk, actor=cast.takahashi, seen=held.revision.digest, reason="問い合わせ中")
    for post in (cast.draft(), returned, cast.in_review(), held, cast.scheduled()):
        digest = post.revision.digest
        ended = actions.withdraw(post.pk, actor=cast.sato, seen=digest, reason=WHY)
        assert (ended.status, ended.due_at) == (Status.WITHDRAWN, None)
        assert Post.objects.get(pk=post.pk).due_at is None
        assert history(post)[-1] == "withdrawn"


def test_a_post_on_its_way_to_x_cannot_be_withdrawn(cast: Cast) -> None:
    post = cast.scheduled()
    assert claim(post.pk, now=timezone.now())
    assert "withdraw" not in look(cast.sato, post).verbs
    assert press(cast.sato, post, "posts:withdraw", reason=WHY).code == 409
    with pytest.raises(IllegalTransition):
        actions.withdraw(post.pk, actor=cast.sato, seen=post.revision.digest, reason=WHY)
    assert history(post)[-1] == "claimed"


def test_what_has_ended_cannot_be_withdrawn(cast: Cast) -> None:
    post = cast.submitted()
    reject(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="発信しません")
    with pytest.raises(IllegalTransition):
        actions.withdraw(post.pk, actor=cast.sato, seen=post.revision.digest, reason=WHY)
    assert history(post)[-1] == "rejected"


def test_only_the_requesting_section_withdraws(cast: Cast) -> None:
    post = cast.in_review()
    for other in (cast.takahashi, cast.ito, cast.watanabe):
        with pytest.raises(NotPermitted):
            actions.withdraw(post.pk, actor=other, seen=post.revision.digest, reason=WHY)
    assert "withdraw" not in look(cast.ito, post).verbs
    assert press(cast.ito, post, "posts:withdraw", reason=WHY).code == 403
    assert press(cast.watanabe, post, "posts:withdraw", reason=WHY).code == 404
    assert history(post)[-1] == "decided"
