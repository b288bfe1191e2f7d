"""却下する: the request ends."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from approvals.actions import reject
from approvals.models import Decision
from posts.workflow import IllegalTransition, NotPermitted, Status
from tests.cast import Cast
from tests.sight import history, last_event, look, press, signed

WHY = "市の事業ではありません"


def test_the_chief_rejects_a_request(cast: Cast) -> None:
    post = cast.submitted()
    page = press(cast.suzuki, post, "approvals:reject", reason=WHY)
    assert page.status == "rejected"
    assert page.steps[1] == "stopped"
    event = last_event(post)
    assert signed(event) == ("rejected", "鈴木 一郎", "課長", "危機管理課")
    assert (event.reason, event.detail["status"]) == (WHY, ["chief_review", "rejected"])


def test_the_pr_section_rejects_a_request(cast: Cast) -> None:
    for person in (cast.takahashi, cast.ito):
        post = cast.in_review()
        page = press(person, post, "approvals:reject", reason=WHY)
        assert page.status == "rejected"
        assert last_event(post).actor_name == person.name


def test_nothing_can_be_done_with_a_rejected_request(cast: Cast) -> None:
    post = cast.submitted()
    reject(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason=WHY)
    for person in (cast.sato, cast.suzuki, cast.takahashi, cast.ito):
        # Only its term as a public record can still be extended.
        assert look(person, post).verbs <= {"hold-record"}
        with pytest.raises(IllegalTransition):
            reject(post.pk, actor=person, seen=post.revision.digest, reason=WHY)
    assert history(post).count("rejected") == 1


def test_an_approved_post_is_no_longer_rejected(cast: Cast) -> None:
    post = cast.scheduled()
    assert "reject" not in look(cast.ito, post).verbs
    assert press(cast.ito, post, "approvals:reject", reason=WHY).code == 409
    assert history(post)[-1] == "confirmed"


def test_strangers_and_authors_do_not_reject(cast: Cast) -> None:
    post = cast.submitted()
    for person in (cast.sato, cast.takahashi, cast.ito, cast.watanabe):
        with pytest.raises(NotPermitted):
            reject(post.pk, actor=person, seen=post.revision.digest, reason=WHY)
    assert history(post)[-1] == "submitted"


def test_a_rejection_without_a_reason_is_refused_on_the_page_and_by_the_database(
    cast: Cast,
) -> None:
    post = cast.submitted()
    assert press(cast.suzuki, post, "approvals:reject", reason="\n").code == 422
    with pytest.raises(IntegrityError, match="decision_stop_has_reason"), transaction.atomic():
        reject(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="")
    post.refresh_from_db()
    assert post.status == Status.CHIEF_REVIEW
    assert not Decision.objects.filter(post=post).exists()
    assert history(post)[-1] == "submitted"
