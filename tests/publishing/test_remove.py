"""削除: one person of the PR section takes a post off X, with a reason (ガイドライン4(4))."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from pytest_django import Settings

from posts.models import Channel, Post
from posts.workflow import Status
from publishing import actions
from publishing.models import Halt
from publishing.removal import PAUSE, due_removals, remove, reserve_removal
from publishing.x import x_for
from tests.cast import SETUP, TEXT, Cast
from tests.local_x import LocalX, answering
from tests.publishing.steps import SOON, sent
from tests.sight import history, last_event, look, press, signed
from x_sandbox.calls import straight_through

REASON = "日付の誤り"


def published(cast: Cast, text: str = TEXT) -> Post:
    return sent(cast.scheduled(text)).post


def ordered(cast: Cast, post: Post) -> Post:
    return actions.order_removal(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, reason=REASON
    )


def worked(post: Post, *, later: dt.timedelta = dt.timedelta()) -> Post:
    now = timezone.now() + later
    assert due_removals(now) == [post.pk]
    remove(post.pk, now=now, connect=x_for)
    post.refresh_from_db()
    return post


def test_one_person_removes_a_post_and_the_case_keeps_everything(cast: Cast, x: LocalX) -> None:
    post = published(cast)
    assert "remove" in look(cast.takahashi, post).verbs
    assert press(cast.takahashi, post, "publishing:remove", reason=REASON).status == "removing"
    event = last_event(post)
    assert signed(event) == ("removal_ordered", "高橋 健一", "主査", "しろいの魅力発信課")
    assert event.reason == REASON
    worked(post)
    assert (x.texts(), post.status) == ([], Status.REMOVED)
    assert last_event(post).act == "removed"
    page = look(cast.sato, post)
    assert page.status == "removed"
    assert TEXT in page.html


def test_a_removal_needs_its_reason(cast: Cast, x: LocalX) -> None:
    post = published(cast)
    page = press(cast.takahashi, post, "publishing:remove", reason=" ")
    assert (page.code, page.status) == (422, "published")
    assert history(post)[-1] == "published"


def test_the_requesting_section_cannot_remove(cast: Cast, x: LocalX) -> None:
    post = published(cast)
    assert "remove" not in look(cast.sato, post).verbs
    assert press(cast.sato, post, "publishing:remove", reason=REASON).code == 403
    assert press(cast.watanabe, post, "publishing:remove", reason=REASON).code == 404
    assert x.texts() == [TEXT]
    assert history(post)[-1] == "published"


def test_a_post_that_is_gone_already_counts_as_removed(cast: Cast, x: LocalX) -> None:
    post = published(cast)
    x_for(cast.channel).client.delete_tweet(x.timeline()[0].id)
    x.fault = answering(404, {"title": "Not Found", "status": 404}, "DELETE")
    assert worked(ordered(cast, post)).status == Status.REMOVED
    assert last_event(post).act == "removed"


def test_a_thread_is_removed_from_its_end(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(texts=("その1", "その2"))
    first, second = sent(post), sent(post, later=SOON)
    worked(ordered(cast, post))
    deletions = [asked for asked in x.requests if asked.startswith("DELETE")]
    assert deletions == [f"DELETE /2/tweets/{second.x_id}", f"DELETE /2/tweets/{first.x_id}"]
    assert (x.texts(), history(post)[-1]) == ([], "removed")


def test_an_x_that_does_not_answer_is_asked_until_it_does(cast: Cast, x: LocalX) -> None:
    post = ordered(cast, published(cast))
    x.fault = answering(503, {"title": "Service Unavailable", "status": 503}, "DELETE")
    assert worked(post).status == Status.REMOVING
    assert history(post)[-1] == "removal_ordered"
    assert due_removals(timezone.now()) == []
    x.fault = straight_through
    assert worked(post, later=PAUSE).status == Status.REMOVED
    assert (x.texts(), history(post)[-1]) == ([], "removed")


def test_a_full_window_is_waited_for(cast: Cast, x: LocalX) -> None:
    post = ordered(cast, published(cast))
    opens = (timezone.now() + dt.timedelta(minutes=9)).replace(microsecond=0)
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(opens.timestamp()))}
    x.instead = ("429 Too Many Requests", headers, "")
    assert worked(post).due_at == opens
    x.instead = None
    assert due_removals(opens - dt.timedelta(seconds=1)) == []
    assert worked(post, later=dt.timedelta(minutes=9)).status == Status.REMOVED
    assert history(post)[-1] == "removed"


def test_a_removal_is_taken_by_one_task_at_a_time(cast: Cast, x: LocalX) -> None:
    post = ordered(cast, published(cast))
    now = timezone.now()
    assert [reserve_removal(post.pk, now=now) for _clock in range(2)] == [True, False]
    assert due_removals(now) == []
    assert due_removals(now + dt.timedelta(minutes=2)) == [post.pk]
    assert history(post)[-1] == "removal_ordered"


def test_lost_keys_stop_the_channel_and_leave_the_post_as_posted(cast: Cast, x: LocalX) -> None:
    post = ordered(cast, published(cast))
    x.fault = answering(401, {"title": "Unauthorized", "status": 401}, "DELETE")
    assert worked(post).status == Status.PUBLISHED
    assert "Unauthorized" in Halt.objects.get().reason
    assert last_event(post).act == "removal_refused"


def test_a_refused_removal_tells_that_the_post_still_stands(cast: Cast, x: LocalX) -> None:
    post = ordered(cast, published(cast))
    words = "You are not permitted to perform this action."
    x.fault = answering(403, {"title": "Forbidden", "detail": words, "status": 403}, "DELETE")
    assert worked(post).status == Status.PUBLISHED
    assert x.texts() == [TEXT]
    assert last_event(post).act == "removal_refused"
    assert words in look(cast.takahashi, post).html


def test_a_worker_without_the_key_says_so(cast: Cast, x: LocalX, settings: Settings) -> None:
    post = ordered(cast, published(cast))
    settings.CREDENTIAL_KEYS = []
    assert worked(post).status == Status.PUBLISHED
    assert last_event(post).act == "removal_refused"
    assert last_event(post).reason != ""


def test_a_live_post_is_not_called_removed_because_a_drill_does_not_know_it(
    cast: Cast, x: LocalX
) -> None:
    post = ordered(cast, published(cast))
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    assert worked(post).status == Status.PUBLISHED
    assert x.texts() == [TEXT]
    assert last_event(post).act == "removal_refused"


def test_an_emergency_stop_does_not_keep_a_post_from_being_removed(cast: Cast, x: LocalX) -> None:
    post = published(cast)
    actions.halt(cast.channel, actor=cast.ito, reason="炎上")
    assert worked(ordered(cast, post)).status == Status.REMOVED
    assert (x.texts(), history(post)[-1]) == ([], "removed")


def test_a_task_delivered_twice_removes_once(cast: Cast, x: LocalX) -> None:
    post = worked(ordered(cast, published(cast)))
    remove(post.pk, now=timezone.now(), connect=x_for)
    assert history(post).count("removed") == 1
