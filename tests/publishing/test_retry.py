"""再投稿: a failed post is tried again, by a person's order."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import send_back
from posts.models import Channel
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from publishing import actions
from publishing.claims import claim, due_posts
from publishing.models import Attempt
from tests.cast import SETUP, TEXT, Cast
from tests.local_x import LocalX, answering
from tests.publishing.steps import SOON, TOO_LONG, sent
from tests.sight import history, last_event, look, press, signed
from x_sandbox.calls import straight_through


def failed(cast: Cast, x: LocalX) -> Attempt:
    x.fault = answering(403, TOO_LONG)
    attempt = sent(cast.scheduled())
    x.fault = straight_through
    return attempt


def test_the_pr_section_orders_another_try_on_the_page(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    assert "retry" in look(cast.takahashi, post).verbs
    assert press(cast.takahashi, post, "publishing:retry").status == "scheduled"
    assert signed(last_event(post)) == ("retried", "高橋 健一", "主査", "しろいの魅力発信課")
    assert due_posts(timezone.now()) == [post.pk]
    sent(post)
    assert (x.texts(), post.status) == ([TEXT], Status.PUBLISHED)
    assert [a.outcome for a in Attempt.objects.filter(post=post)] == ["refused", "posted"]


def test_a_double_click_orders_it_once(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    press(cast.takahashi, post, "publishing:retry")
    assert press(cast.takahashi, post, "publishing:retry").code == 409
    assert history(post).count("retried") == 1


def test_only_a_failed_post_is_tried_again(cast: Cast, x: LocalX) -> None:
    for post in (cast.scheduled("予約"), sent(cast.scheduled("投稿済")).post):
        before = history(post)
        with pytest.raises(IllegalTransition):
            actions.retry(post.pk, actor=cast.ito, seen=post.revision.digest)
        assert history(post) == before


def test_the_requesting_section_cannot_order_it(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    assert "retry" not in look(cast.suzuki, post).verbs
    with pytest.raises(NotPermitted):
        actions.retry(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    assert press(cast.watanabe, post, "publishing:retry").code == 404
    assert history(post)[-1] == "send_refused"


def test_another_wording_than_the_one_on_the_page_is_refused(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    with pytest.raises(StaleRevision):
        actions.retry(post.pk, actor=cast.ito, seen="0" * 64)
    assert history(post)[-1] == "send_refused"


def test_consent_is_asked_for_again_before_it_goes_out(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    actions.retry(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert post.status == Status.RETURNED
    assert history(post)[-2:] == ["retried", "consent_lapsed"]


def test_a_failed_post_can_be_sent_back_instead(cast: Cast, x: LocalX) -> None:
    post = failed(cast, x).post
    send_back(post.pk, actor=cast.ito, seen=post.seen, reason="長すぎる")
    assert look(cast.sato, post).status == "returned"
    assert last_event(post).act == "sent_back"


def test_a_thread_resumes_from_the_first_part_that_is_missing(cast: Cast, x: LocalX) -> None:
    texts = ("その1", "その2", "その3")
    post = cast.scheduled(texts=texts)
    sent(post)
    x.fault = answering(403, TOO_LONG)
    sent(post, later=SOON)
    assert post.status == Status.FAILED
    x.fault = straight_through
    actions.retry(post.pk, actor=cast.tanaka, seen=post.revision.digest)
    sent(post, later=2 * SOON)
    sent(post, later=3 * SOON)
    assert tuple(x.texts()) == texts
    assert post.status == Status.PUBLISHED
    assert history(post)[-4:] == ["retried", "claimed", "part_published", "published"]
