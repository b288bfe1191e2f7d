"""提出: to the section chief, or to the PR section where ガイドライン2(3)③ allows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from approvals.actions import recall, send_back
from posts import actions
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from publishing.claims import claim
from publishing.gateway import Posted
from publishing.outcomes import settle
from tests.cast import Cast, draft
from tests.sight import history, last_event, look, press, signed

WHY = "大雨警報のため、決裁を待てません"


def submit(post: Post, cast: Cast) -> Post:
    return actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest)


def published(cast: Cast) -> Post:
    """A post of 危機管理課 that the worker has sent."""
    post = cast.scheduled()
    attempt = claim(post.pk, now=timezone.now())
    assert attempt is not None
    settle(attempt.pk, Posted("2057000000000000001"))
    return Post.objects.get(pk=post.pk)


def test_a_request_goes_to_the_chief_of_its_section(cast: Cast) -> None:
    post = cast.draft()
    page = press(cast.sato, post, "approvals:submit")
    assert page.status == "chief_review"
    event = last_event(post)
    assert signed(event) == ("submitted", "佐藤 花子", "主事", "危機管理課")
    assert event.detail == {"status": ["draft", "chief_review"], "lane": "normal", "round": 1}
    assert "decide" in look(cast.suzuki, post).verbs


def test_an_urgent_request_skips_the_chief_with_its_reason_in_the_trail(cast: Cast) -> None:
    post = submit(cast.draft(lane="urgent", reason=WHY), cast)
    assert post.status == Status.PR_REVIEW
    event = last_event(post)
    assert (event.reason, event.detail["lane"]) == (WHY, "urgent")
    page = look(cast.takahashi, post)
    assert page.steps[1] == "skipped"
    assert WHY in page.html


def test_a_minor_change_of_a_published_post_skips_the_chief(cast: Cast) -> None:
    before = published(cast)
    post = cast.draft(lane="minor", reason="開催時刻の表記を直します", touches_up=before)
    post = submit(post, cast)
    assert post.status == Status.PR_REVIEW
    assert last_event(post).detail["lane"] == "minor"
    assert before.number in look(cast.takahashi, post).html


def test_a_post_of_the_pr_section_needs_no_chief_before_the_checks(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    page = press(cast.takahashi, post, "approvals:submit")
    assert page.status == "pr_review"
    assert page.steps[1] == "skipped"
    assert history(post) == ["drafted", "submitted"]


def test_what_is_wrong_is_said_all_at_once_and_nothing_moves(cast: Cast) -> None:
    gone = timezone.now() - dt.timedelta(hours=1)
    post = cast.draft("", category="", requested_at=gone, lane="urgent")
    with pytest.raises(actions.NotSubmittable) as refused:
        submit(post, cast)
    fields = {finding.field for finding in refused.value.findings}
    assert fields == {"body", "category", "requested_at", "exception_reason"}
    assert history(post) == ["drafted"]
    page = press(cast.sato, post, "approvals:submit")
    assert page.html.count('aria-invalid="true"') >= 3
    assert Post.objects.get(pk=post.pk).status == Status.DRAFT
    assert history(post) == ["drafted"]


def test_a_returned_request_is_revised_before_it_is_submitted_again(cast: Cast) -> None:
    post = cast.submitted()
    send_back(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="曜日が違います")
    with pytest.raises(actions.NotSubmittable) as refused:
        submit(post, cast)
    assert [finding.field for finding in refused.value.findings] == ["body"]
    post = actions.revise(
        post.pk,
        post.revision.content(),
        post.route(),
        actor=cast.sato,
        seen=post.revision.digest,
    )
    post = submit(post, cast)
    assert (post.status, post.round) == (Status.CHIEF_REVIEW, 2)
    assert history(post) == ["drafted", "submitted", "sent_back", "revised", "submitted"]


def test_a_recalled_draft_may_be_submitted_as_it_is(cast: Cast) -> None:
    post = cast.submitted()
    recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    post = submit(post, cast)
    assert (post.status, post.round) == (Status.CHIEF_REVIEW, 2)


def test_a_colleague_of_the_section_may_submit(cast: Cast) -> None:
    post = cast.draft()
    assert press(cast.suzuki, post, "approvals:submit").status == "chief_review"
    assert last_event(post).actor_name == "鈴木 一郎"


def test_the_pr_section_reads_a_draft_but_does_not_submit_it(cast: Cast) -> None:
    post = cast.draft()
    assert press(cast.takahashi, post, "approvals:submit").code == 403
    with pytest.raises(NotPermitted):
        actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    assert history(post) == ["drafted"]


def test_a_stranger_does_not_learn_that_the_request_exists(cast: Cast) -> None:
    post = cast.draft()
    assert press(cast.watanabe, post, "approvals:submit").code == 404
    assert history(post) == ["drafted"]


def test_pressing_twice_submits_once(cast: Cast) -> None:
    post = cast.draft()
    press(cast.sato, post, "approvals:submit")
    assert press(cast.sato, post, "approvals:submit").code == 409
    with pytest.raises(IllegalTransition):
        submit(post, cast)
    assert history(post) == ["drafted", "submitted"]


def test_another_wording_than_the_one_on_the_page_is_not_submitted(cast: Cast) -> None:
    post = cast.draft()
    assert press(cast.sato, post, "approvals:submit", seen="0" * 64).code == 409
    with pytest.raises(StaleRevision):
        actions.submit(post.pk, actor=cast.sato, seen="0" * 64)
    assert history(post) == ["drafted"]
