"""A thread that stopped midway is resumed or taken off X; it never begins anew."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import hold, release, send_back
from posts.actions import withdraw
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, NotPermitted, Status
from publishing import actions
from publishing.claims import claim
from publishing.removal import remove
from publishing.x import x_for
from tests.cast import SETUP, Cast
from tests.local_x import LocalX, answering, dropped_before_the_commit
from tests.publishing.steps import SOON, TOO_LONG, page, sent
from tests.sight import history, last_event, look, press
from x_sandbox.calls import straight_through

TEXTS = ("その1", "その2", "その3")


def stopped_midway(cast: Cast, x: LocalX) -> Post:
    post = cast.scheduled(texts=TEXTS)
    sent(post)
    x.fault = answering(403, TOO_LONG)
    sent(post, later=SOON)
    x.fault = straight_through
    assert (post.status, post.parts_on_x) == (Status.FAILED, 1)
    return post


def test_it_is_not_given_back_to_its_author(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    seen, before = post.seen, history(post)
    with pytest.raises(NotPermitted):
        send_back(post.pk, actor=cast.ito, seen=seen, reason="直してください")
    with pytest.raises(NotPermitted):
        withdraw(post.pk, actor=cast.sato, seen=seen, reason="やめます")
    assert not {"send-back", "withdraw"} & look(cast.ito, post).verbs
    assert press(cast.ito, post, "approvals:send_back", reason="直して").code == 403
    assert history(post) == before


def test_its_page_says_how_much_stands_on_x(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    assert "1/3 投稿済" in page(cast.takahashi, post)
    assert {"retry", "remove"} <= look(cast.takahashi, post).verbs
    assert not {"retry", "remove"} & look(cast.sato, post).verbs
    assert history(post)[-1] == "send_refused"


def test_the_part_that_stands_is_removed(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    page = press(cast.takahashi, post, "publishing:remove", reason="途中で止まったため")
    assert page.status == "removing"
    remove(post.pk, now=timezone.now(), connect=x_for)
    post.refresh_from_db()
    assert (x.texts(), post.status) == ([], Status.REMOVED)
    assert history(post)[-2:] == ["removal_ordered", "removed"]


def test_a_refused_removal_of_a_part_waits_on_hold(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    seen = post.revision.digest
    actions.order_removal(post.pk, actor=cast.ito, seen=seen, reason="途中")
    x.fault = answering(403, TOO_LONG, "DELETE")
    remove(post.pk, now=timezone.now(), connect=x_for)
    post.refresh_from_db()
    assert (post.status, last_event(post).act) == (Status.HELD, "removal_refused")
    assert x.texts() == ["その1"]


def test_held_between_two_parts_it_goes_on_where_it_stopped(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    seen = post.revision.digest
    actions.retry(post.pk, actor=cast.ito, seen=seen)
    hold(post.pk, actor=cast.ito, seen=seen, reason="確認のため")
    assert "remove" in look(cast.ito, post).verbs
    release(post.pk, actor=cast.ito, seen=seen)
    sent(post, later=2 * SOON)
    sent(post, later=3 * SOON)
    assert (tuple(x.texts()), post.status, post.parts_on_x) == (TEXTS, Status.PUBLISHED, 3)
    assert history(post)[-4:] == ["released", "claimed", "part_published", "published"]


def test_a_lapsed_consent_puts_it_on_hold(cast: Cast, x: LocalX) -> None:
    post = stopped_midway(cast, x)
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    actions.retry(post.pk, actor=cast.ito, seen=post.revision.digest)
    assert claim(post.pk, now=timezone.now()) is None
    post.refresh_from_db()
    assert (post.status, last_event(post).act) == (Status.HELD, "consent_lapsed")


def test_nothing_is_removed_of_a_post_that_never_reached_x(cast: Cast, x: LocalX) -> None:
    x.fault = answering(403, TOO_LONG)
    post = sent(cast.scheduled()).post
    assert "remove" not in look(cast.ito, post).verbs
    with pytest.raises(IllegalTransition):
        actions.order_removal(post.pk, actor=cast.ito, seen=post.revision.digest, reason="?")
    assert history(post)[-1] == "send_refused"


def test_a_part_that_is_not_there_is_sent_again_as_that_part(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(texts=TEXTS)
    sent(post)
    x.fault = dropped_before_the_commit
    sent(post, later=SOON)
    x.fault = straight_through
    seen = post.revision.digest
    actions.resolve_absent(post.pk, actor=cast.ito, seen=seen, reason="見当たらない")
    sent(post, later=2 * SOON)
    sent(post, later=3 * SOON)
    first, second, third = x.timeline()
    assert tuple(x.texts()) == TEXTS
    assert (second.reply_to_id, third.reply_to_id) == (first.id, second.id)
    assert history(post)[-1] == "published"
