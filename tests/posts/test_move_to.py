"""The one door of the state machine."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.events import Act
from audit.models import Event
from posts.models import Post
from posts.workflow import IllegalTransition, Status
from tests.cast import Cast
from tests.sight import history, last_event, look, signed


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_door_is_shut(cast: Cast) -> None:
    post = cast.draft()
    before = Event.objects.count()
    with pytest.raises(RuntimeError, match="transaction"):
        post.move_to(Status.WITHDRAWN, actor=cast.sato.signature(), act=Act.WITHDRAWN)
    assert Post.objects.get(pk=post.pk).status == Status.DRAFT
    assert Event.objects.count() == before


def test_a_move_is_one_event_with_person_title_section_and_time(cast: Cast) -> None:
    post = cast.draft()
    before, began = Event.objects.count(), timezone.now()
    with transaction.atomic():
        post.move_to(
            Status.WITHDRAWN,
            actor=cast.sato.signature(cast.crisis),
            act=Act.WITHDRAWN,
            reason="行事が中止になったため",
            facts={"round": 0},
        )
    assert Event.objects.count() == before + 1
    event = last_event(post)
    assert signed(event) == ("withdrawn", "佐藤 花子", "主事", "危機管理課")
    assert event.actor_number == "3001"
    assert began <= event.occurred_at <= timezone.now()
    assert event.reason == "行事が中止になったため"
    assert event.detail == {"status": ["draft", "withdrawn"], "round": 0}
    assert event.digest == post.revision.digest
    assert look(cast.sato, post).status == "withdrawn"


def test_the_row_tells_since_when_it_is_there_and_when_it_is_due(cast: Cast) -> None:
    post, began = cast.draft(), timezone.now()
    post.due_at = began + dt.timedelta(days=1)
    with transaction.atomic():
        post.move_to(Status.PR_REVIEW, actor=cast.sato.signature(), act=Act.SUBMITTED)
    stored = Post.objects.get(pk=post.pk)
    assert stored.status == post.status == "pr_review"
    assert stored.status_since == post.status_since >= began
    assert stored.due_at == post.due_at


def test_a_move_that_the_table_forbids_leaves_no_trace(cast: Cast) -> None:
    post = cast.draft()
    with pytest.raises(IllegalTransition), transaction.atomic():
        post.move_to(Status.PUBLISHED, actor=cast.sato.signature(), act=Act.PUBLISHED)
    assert Post.objects.get(pk=post.pk).status == Status.DRAFT
    assert history(post) == ["drafted"]


def test_an_object_read_before_somebody_else_moved_the_post_is_refused(cast: Cast) -> None:
    post = cast.draft()
    stale = Post.objects.get(pk=post.pk)
    with transaction.atomic():
        post.move_to(Status.CHIEF_REVIEW, actor=cast.sato.signature(), act=Act.SUBMITTED)
    with pytest.raises(IllegalTransition, match="no longer draft"), transaction.atomic():
        stale.move_to(Status.WITHDRAWN, actor=cast.sato.signature(), act=Act.WITHDRAWN)
    assert Post.objects.get(pk=post.pk).status == Status.CHIEF_REVIEW
    assert history(post) == ["drafted", "submitted"]


def test_a_post_ready_to_go_out_without_a_time_is_refused_by_the_database(cast: Cast) -> None:
    post = cast.in_review()
    with pytest.raises(IntegrityError, match="post_scheduled_has_due_time"), transaction.atomic():
        post.move_to(Status.SCHEDULED, actor=cast.ito.signature(), act=Act.DECIDED)
    assert history(post)[-1] == "decided"
    assert Post.objects.get(pk=post.pk).status == Status.PR_REVIEW
