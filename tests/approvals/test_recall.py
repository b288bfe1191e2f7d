"""引き戻す: the requesting section takes it back before anybody acted at the present step."""

from __future__ import annotations

import pytest

from approvals.actions import confirm, decide, hold, recall, release
from posts import actions
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from tests.cast import Cast, cleared, draft
from tests.sight import history, last_event, look, press, signed


def test_a_request_is_taken_back_from_the_chief(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.sato, post, "approvals:recall")
    assert page.status == "draft"
    assert "submit" in page.verbs
    event = last_event(post)
    assert signed(event) == ("recalled", "佐藤 花子", "主事", "危機管理課")
    assert event.detail == {"status": ["chief_review", "draft"]}


def test_a_request_is_taken_back_from_the_pr_section_while_nobody_there_has_acted(
    cast: Cast,
) -> None:
    post = cast.in_review()
    assert press(cast.suzuki, post, "approvals:recall").status == "draft"
    assert last_event(post).detail == {"status": ["pr_review", "draft"]}


def test_the_pr_section_takes_its_own_post_back(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    assert press(cast.takahashi, post, "approvals:recall").status == "draft"
    assert history(post) == ["drafted", "submitted", "recalled"]


def test_after_the_first_check_it_is_too_late(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    assert "recall" not in look(cast.sato, post).verbs
    assert press(cast.sato, post, "approvals:recall").code == 409
    with pytest.raises(IllegalTransition):
        recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    assert history(post)[-1] == "confirmed"


def test_a_check_counts_as_an_act_after_a_hold_too(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    hold(post.pk, actor=cast.ito, seen=post.revision.digest, reason="問い合わせ中")
    release(post.pk, actor=cast.ito, seen=post.revision.digest)
    with pytest.raises(IllegalTransition):
        recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    assert history(post)[-1] == "released"


def test_what_is_not_under_review_cannot_be_taken_back(cast: Cast) -> None:
    for post in (cast.draft(), cast.scheduled()):
        with pytest.raises(IllegalTransition):
            recall(post.pk, actor=cast.sato, seen=post.revision.digest)
        assert "recall" not in look(cast.sato, post).verbs
        assert "recalled" not in history(post)


def test_a_decision_given_before_does_not_count_after_the_next_submission(cast: Cast) -> None:
    post = cast.in_review()
    recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    post = actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest)
    assert post.status == Status.CHIEF_REVIEW
    assert look(cast.suzuki, post).steps == ["done", "current", "pending", "pending"]
    post = decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    assert post.status == Status.PR_REVIEW
    assert history(post)[-3:] == ["recalled", "submitted", "decided"]


def test_only_the_requesting_section_takes_it_back(cast: Cast) -> None:
    post = cast.in_review()
    for person in (cast.takahashi, cast.ito, cast.watanabe):
        with pytest.raises(NotPermitted):
            recall(post.pk, actor=person, seen=post.revision.digest)
    assert press(cast.ito, post, "approvals:recall").code == 403
    assert press(cast.watanabe, post, "approvals:recall").code == 404
    assert history(post)[-1] == "decided"


def test_another_wording_than_the_one_on_the_page_is_not_taken_back(cast: Cast) -> None:
    post = cast.submitted()
    with pytest.raises(StaleRevision):
        recall(post.pk, actor=cast.sato, seen="0" * 64)
    assert history(post)[-1] == "submitted"
