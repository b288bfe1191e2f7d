"""差し戻す: back to the requesting section, with what has to be mended."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import confirm, hold, send_back
from approvals.models import Decision
from posts import actions
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from publishing.claims import claim
from publishing.gateway import Refused
from publishing.outcomes import settle
from tests.cast import Cast, cleared, draft
from tests.sight import history, last_event, look, press, signed

WHY = "11月25日は水曜日です"


def test_the_chief_returns_a_request(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.suzuki, post, "approvals:send_back", reason=WHY)
    assert page.status == "returned"
    event = last_event(post)
    assert signed(event) == ("sent_back", "鈴木 一郎", "課長", "危機管理課")
    assert (event.reason, event.detail["status"]) == (WHY, ["chief_review", "returned"])
    seen_by_author = look(cast.sato, post)
    assert WHY in seen_by_author.html
    assert "submit" in seen_by_author.verbs


@pytest.mark.parametrize("name", ["takahashi", "ito"])
def test_everyone_who_may_act_in_the_pr_section_returns_a_request(cast: Cast, name: str) -> None:
    post, person = cast.in_review(), getattr(cast, name)
    page = press(person, post, "approvals:send_back", reason=WHY)
    assert page.status == "returned"
    assert signed(last_event(post))[:2] == ("sent_back", person.name)
    assert Decision.objects.get(post=post, verdict="send_back").reason == WHY


def test_a_reason_is_mandatory_and_what_was_typed_stays(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.suzuki, post, "approvals:send_back", reason="")
    assert page.code == 422
    assert 'id="reason-send_back" name="reason" rows="3" required aria-invalid="true"' in page.html
    long = press(cast.suzuki, post, "approvals:send_back", reason="長" * 1001)
    assert long.code == 422
    assert "長" * 1001 in long.html
    assert history(post) == ["drafted", "submitted"]


def test_the_pr_section_stops_an_approved_post(cast: Cast) -> None:
    post = cast.scheduled()
    post = send_back(post.pk, actor=cast.takahashi, seen=post.seen, reason=WHY)
    assert (post.status, post.due_at) == (Status.RETURNED, None)
    assert Post.objects.get(pk=post.pk).due_at is None
    assert signed(last_event(post)) == ("sent_back", "高橋 健一", "主査", "しろいの魅力発信課")


def test_a_held_and_a_failed_post_can_be_returned(cast: Cast) -> None:
    held = cast.in_review()
    held = hold(held.pk, actor=cast.ito, seen=held.revision.digest, reason="確認中")
    failed = cast.scheduled()
    attempt = claim(failed.pk, now=timezone.now())
    assert attempt is not None
    settle(attempt.pk, Refused("403 Forbidden"))
    assert look(cast.ito, failed).status == "failed"
    for post in (held, failed):
        page = press(cast.ito, post, "approvals:send_back", reason=WHY)
        assert page.status == "returned"
        assert last_event(post).reason == WHY


def test_a_page_that_showed_it_under_review_does_not_stop_an_approved_post(cast: Cast) -> None:
    post = cast.in_review()
    shown = post.seen
    for person in (cast.takahashi, cast.tanaka):
        confirm(post.pk, actor=person, seen=shown, declaration=cleared(post))
    assert press(cast.nakamura, post, "approvals:send_back", seen=shown, reason=WHY).code == 409
    with pytest.raises(IllegalTransition):
        send_back(post.pk, actor=cast.nakamura, seen=post.revision.digest, reason=WHY)
    assert history(post)[-1] == "confirmed"
    assert press(cast.nakamura, post, "approvals:send_back", reason=WHY).status == "returned"


def test_a_post_on_its_way_to_x_is_not_returned(cast: Cast) -> None:
    post = cast.scheduled()
    assert claim(post.pk, now=timezone.now())
    assert press(cast.ito, post, "approvals:send_back", reason=WHY).code == 409
    with pytest.raises(IllegalTransition):
        send_back(post.pk, actor=cast.ito, seen=post.revision.digest, reason=WHY)
    assert history(post)[-1] == "claimed"


def test_the_requesting_section_does_not_stop_what_the_pr_section_has(cast: Cast) -> None:
    for post in (cast.in_review(), cast.scheduled()):
        for person in (cast.sato, cast.suzuki, cast.watanabe):
            assert "send-back" not in look(person, post).verbs
            with pytest.raises((NotPermitted, IllegalTransition)):
                send_back(post.pk, actor=person, seen=post.revision.digest, reason=WHY)
        assert "sent_back" not in history(post)


def test_an_author_or_an_earlier_confirmer_does_not_return_it(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    confirm(post.pk, actor=cast.tanaka, seen=post.revision.digest, declaration=cleared(post))
    for person in (cast.takahashi, cast.tanaka):
        with pytest.raises(NotPermitted):
            send_back(post.pk, actor=person, seen=post.revision.digest, reason=WHY)
        assert "send-back" not in look(person, post).verbs
    assert history(post)[-1] == "confirmed"


def test_another_wording_than_the_one_on_the_page_is_not_returned(cast: Cast) -> None:
    for post in (cast.in_review(), cast.scheduled()):
        with pytest.raises(StaleRevision):
            send_back(post.pk, actor=cast.ito, seen="0" * 64, reason=WHY)
        assert "sent_back" not in history(post)
