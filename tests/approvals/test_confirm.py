"""確認する: the two or more checks of the PR section (ガイドライン2(3)②)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from approvals.actions import confirm
from approvals.models import Decision
from audit.models import Event
from posts import actions
from posts.workflow import NotPermitted, StaleRevision, Status
from tests.cast import Cast, cleared, draft


def test_the_first_check_leaves_the_post_in_review(cast: Cast) -> None:
    post = cast.in_review()
    post = confirm(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post)
    )
    assert post.status == Status.PR_REVIEW
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.actor_title, event.actor_section) == (
        "confirmed",
        "高橋 健一",
        "主査",
        "しろいの魅力発信課",
    )
    assert event.detail == {
        "policy": 1,
        "seat": "miryoku:staff",
        "confirmations": 1,
        "needed": 2,
        "checklist": 1,
    }


def test_the_second_check_makes_it_ready_to_post_with_one_event(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    before = Event.objects.count()
    post = confirm(post.pk, actor=cast.tanaka, seen=post.revision.digest, declaration=cleared(post))
    assert post.status == Status.SCHEDULED
    assert post.due_at is not None
    assert post.due_at <= timezone.now()
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("seq").detail["status"] == ["pr_review", "scheduled"]


def test_the_same_person_cannot_count_twice(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    assert Decision.objects.filter(verdict="confirm").count() == 1


def test_the_drafter_cannot_check_the_own_text(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    assert post.status == Status.PR_REVIEW
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))


def test_whoever_edited_the_text_cannot_check_it(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.revise(
        post.pk,
        post.revision.content(),
        post.route(),
        actor=cast.tanaka,
        seen=post.revision.digest,
    )
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    for author in (cast.takahashi, cast.tanaka):
        with pytest.raises(NotPermitted):
            confirm(post.pk, actor=author, seen=post.revision.digest, declaration=cleared(post))


def test_a_chief_decides_and_does_not_check(cast: Cast) -> None:
    post = cast.in_review()
    with pytest.raises(NotPermitted):
        confirm(post.pk, actor=cast.ito, seen=post.revision.digest, declaration=cleared(post))


def test_a_check_of_another_wording_is_refused(cast: Cast) -> None:
    post = cast.in_review()
    with pytest.raises(StaleRevision):
        confirm(post.pk, actor=cast.takahashi, seen="0" * 64, declaration=cleared(post))
    assert post.revision.digest != "0" * 64
