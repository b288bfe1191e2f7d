"""手動投稿: the PR section is told of what waits for a hand, until it is done."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions import hold
from approvals.models import Notice
from posts.models import Channel, Post
from posts.workflow import Status
from publishing import actions
from publishing.nagging import nag
from publishing.policy import times_told
from tests.approvals.mailbox import addressed, receivers, round_trip, told_to
from tests.cast import SETUP, Cast
from tests.local_x import LocalX
from tests.publishing.steps import sent
from tests.publishing.test_by_hand import by_hand, x_id
from tests.sight import history

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
PLEASE = "手動でXに投稿してください"


@pytest.mark.parametrize(
    ("minutes", "times"),
    [(0, 1), (14, 1), (15, 2), (29, 2), (30, 3), (59, 3), (60, 4), (119, 4), (120, 5), (1440, 27)],
)
def test_how_often_somebody_has_been_told(minutes: int, times: int) -> None:
    assert times_told(minutes * MINUTE) == times


def nagged(post: Post, minutes: int) -> None:
    """The clock rings every minute from the moment on when the post became due."""
    assert post.due_at is not None
    for minute in range(minutes):
        nag(now=post.due_at + minute * MINUTE)


def test_a_due_post_is_told_at_once_and_again_until_it_is_done(cast: Cast) -> None:
    post = by_hand(cast)
    addressed()
    round_trip()
    nagged(post, 1)
    assert receivers(round_trip()) == ["1001", "1002", "1003", "1004"]
    nagged(post, 61)
    assert told_to(cast.tanaka).count(PLEASE) == 4
    assert told_to(cast.sato).count(PLEASE) == 0
    post.refresh_from_db()
    actions.record_by_hand(post.pk, actor=cast.tanaka, seen=post.revision.digest, x_id=x_id())
    nagged(post, 180)
    assert told_to(cast.tanaka).count(PLEASE) == 4
    # The last of them was not mailed before it was done, and is not mailed any more.
    assert not [letter for letter in round_trip() if PLEASE in letter.subject]
    assert history(post)[-1] == "posted_by_hand"


def test_what_is_for_later_on_hold_or_on_another_account_is_not_asked_for(cast: Cast) -> None:
    later = by_hand(cast, requested_at=timezone.now() + HOUR)
    held = cast.scheduled("保留")
    hold(held.pk, actor=cast.ito, seen=held.revision.digest, reason="確認中")
    nag(now=timezone.now() + MINUTE)
    assert not Notice.objects.exists()
    nag(now=timezone.now() + HOUR + MINUTE)
    assert set(Notice.objects.values_list("post", flat=True)) == {later.pk}
    actions.set_mode(cast.channel, Channel.Mode.LIVE, actor=SETUP)
    nag(now=timezone.now() + 3 * HOUR)
    assert Notice.objects.filter(person=cast.ito).count() == 1
    assert history(later)[-1] == "confirmed"


def test_while_the_account_is_stopped_nobody_is_asked_to_post(cast: Cast) -> None:
    post = by_hand(cast)
    actions.halt(cast.channel, actor=cast.takahashi, reason="炎上")
    nagged(post, 20)
    assert not Notice.objects.exists()
    actions.resume(cast.channel, actor=cast.takahashi)
    nagged(post, 1)
    assert told_to(cast.ito) == [PLEASE]
    assert history(post)[-1] == "confirmed"


def test_the_rest_of_a_thread_and_a_removal_are_asked_for_in_their_own_words(cast: Cast) -> None:
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    post = cast.scheduled(texts=("その1", "その2"))
    nag(now=timezone.now())
    for number in range(2):
        post = Post.objects.with_people().get(pk=post.pk)
        actions.record_by_hand(
            post.pk, actor=cast.tanaka, seen=post.revision.digest, x_id=x_id(number)
        )
        nag(now=timezone.now())
    actions.order_removal(post.pk, actor=cast.ito, seen=post.revision.digest, reason="誤り")
    nag(now=timezone.now())
    assert told_to(cast.nakamura) == [
        PLEASE,
        "スレッドの続きを手動でXに投稿してください",
        "手動でXから削除してください",
    ]
    assert Post.objects.get(pk=post.pk).status == Status.REMOVING


def test_what_may_not_go_out_as_it_stands_is_not_asked_to_be_posted(cast: Cast) -> None:
    lapsed = cast.scheduled()
    actions.set_mode(cast.channel, Channel.Mode.MANUAL, actor=SETUP)
    late = cast.scheduled("古い", not_after=timezone.now() + HOUR)
    nag(now=timezone.now() + 2 * HOUR)
    assert set(told_to(cast.ito)) == {
        "承認の内容と合わなくなった投稿があります。確認をお願いします",
        "期限を過ぎた投稿があります。確認をお願いします",
    }
    assert [history(post)[-1] for post in (lapsed, late)] == ["confirmed"] * 2


def test_a_removal_that_comes_to_no_end_is_told(cast: Cast, x: LocalX) -> None:
    post = sent(cast.scheduled()).post
    actions.order_removal(post.pk, actor=cast.ito, seen=post.revision.digest, reason="誤り")
    nag(now=timezone.now() + 14 * MINUTE)
    assert not Notice.objects.exists()
    nag(now=timezone.now() + 16 * MINUTE)
    nag(now=timezone.now() + 17 * MINUTE)
    assert told_to(cast.tanaka) == ["Xから削除されていない投稿があります。確認をお願いします"]
    assert history(post)[-1] == "removal_ordered"
