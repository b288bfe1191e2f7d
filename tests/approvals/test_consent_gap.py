"""What the worker recomputes from the rows just before it speaks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from approvals.actions import decide
from approvals.models import dossier_of
from posts.models import Channel, Post
from publishing.actions import set_mode
from publishing.claims import claim
from tests.cast import SETUP, Cast, draft
from tests.sight import history, last_event, look

WHY = "大雨警報のため、決裁を待てません"


def behind_the_back(sql: str, *values: int | str) -> None:
    """Change rows as nobody may: past every action and guard."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount >= 1


def gap(post: Post) -> str:
    return dossier_of(Post.objects.get(pk=post.pk)).gap()


def test_two_checks_or_the_pr_chief_after_the_requesting_chief_leave_no_gap(cast: Cast) -> None:
    decided = cast.in_review()
    decide(decided.pk, actor=cast.ito, seen=decided.revision.digest)
    assert gap(decided) == gap(cast.scheduled()) == ""


def test_an_urgent_post_needs_no_requesting_chief(cast: Cast) -> None:
    assert gap(cast.scheduled(lane="urgent", reason=WHY)) == ""


def test_before_the_checks_are_complete_there_is_a_gap(cast: Cast) -> None:
    for post in (cast.draft(), cast.submitted(), cast.in_review()):
        assert gap(post)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE posts_segment SET text = text || '。' WHERE revision_id = %s",
        "UPDATE posts_revision SET title = '別の件名' WHERE id = %s",
        "UPDATE posts_revision SET category = 'event' WHERE id = %s",
        "UPDATE posts_revision SET public_at = now() WHERE id = %s",
        "UPDATE posts_revision SET requested_at = now() WHERE id = %s",
        "UPDATE posts_revision SET not_after = now() + interval '1 day' WHERE id = %s",
        "UPDATE posts_revision SET reply_to = '1' WHERE id = %s",
        "UPDATE posts_revision SET digest = repeat('0', 64) WHERE id = %s",
        "DELETE FROM posts_segment WHERE revision_id = %s",
        "INSERT INTO posts_segment (revision_id, position, text) VALUES (%s, 1, '追伸')",
    ],
)
def test_content_that_is_not_what_was_approved_is_returned_not_sent(cast: Cast, sql: str) -> None:
    post = cast.scheduled()
    behind_the_back(sql, post.revision.pk)
    why = gap(post)
    assert why
    assert claim(post.pk, now=timezone.now()) is None
    assert look(cast.sato, post).status == "returned"
    event = last_event(post)
    assert (event.act, event.actor_name, event.reason) == ("consent_lapsed", "システム", why)


def test_a_channel_switched_to_another_mode_voids_what_was_approved(cast: Cast) -> None:
    post = cast.scheduled()
    set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    assert gap(post)
    set_mode(cast.channel, Channel.Mode.LIVE, actor=SETUP)
    assert gap(post) == ""


@pytest.mark.parametrize("stage", ["chief", "pr"])
def test_a_missing_signature_is_found(cast: Cast, stage: str) -> None:
    post = cast.scheduled()
    newest = "(SELECT max(id) FROM approvals_decision WHERE post_id = %s AND stage = %s)"
    with connection.cursor() as cursor:
        # A check cannot go while its declaration stays.
        cursor.execute(
            f"DELETE FROM approvals_declaration WHERE decision_id = {newest}", (post.pk, stage)
        )
    behind_the_back(f"DELETE FROM approvals_decision WHERE id = {newest}", post.pk, stage)
    assert gap(post)
    assert claim(post.pk, now=timezone.now()) is None
    assert history(post)[-1] == "consent_lapsed"


def test_signatures_of_an_earlier_round_or_by_an_author_do_not_count(cast: Cast) -> None:
    earlier = cast.scheduled()
    behind_the_back("UPDATE posts_post SET round = round + 1 WHERE id = %s", earlier.pk)
    written = cast.scheduled()
    behind_the_back(
        "UPDATE posts_revision SET author_id = %s WHERE id = %s",
        cast.tanaka.pk,
        written.revision.pk,
    )
    assert gap(earlier)
    assert gap(written)


def test_a_post_of_the_pr_section_needs_its_two_checks_all_the_same(cast: Cast) -> None:
    assert gap(draft(cast.takahashi, cast.pr, cast.channel))
