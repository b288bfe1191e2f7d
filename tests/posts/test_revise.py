"""修正: every change is a new revision, and consent to the old one lapses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import models

from accounts.models import User
from approvals.actions import confirm, decide, send_back
from approvals.models import Decision
from posts import actions
from posts.checks.submission import Route
from posts.content import Attachment
from posts.models import Image, Post, Revision, Segment, StoredImage
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision, Status
from tests.cast import TEXT, Cast, cleared
from tests.sight import history, last_event, look, signed

NEW = "【中止】11月25日(水)の試験放送は中止します。"


def reword(post: Post, author: User, text: str = NEW, route: Route | None = None) -> Post:
    return actions.revise(
        post.pk,
        replace(post.revision.content(), texts=(text,)),
        route or post.route(),
        actor=author,
        seen=post.revision.digest,
    )


def test_a_change_is_a_second_revision_and_the_first_stays(cast: Cast) -> None:
    post = cast.draft()
    first = post.revision
    post = reword(post, cast.sato)
    assert [r.number for r in post.revisions.all()] == [1, 2]
    assert post.revision.number == 2
    assert post.revision.digest != first.digest
    assert Revision.objects.get(pk=first.pk).content().texts == (TEXT,)
    page = look(cast.sato, post).html
    assert NEW in page
    assert TEXT not in page


def test_a_change_is_in_the_trail_under_the_one_who_made_it(cast: Cast) -> None:
    post = reword(cast.draft(), cast.suzuki)
    event = last_event(post)
    assert signed(event) == ("revised", "鈴木 一郎", "課長", "危機管理課")
    assert event.detail == {"revision": 2}
    assert event.digest == post.revision.digest
    assert post.revision.author == cast.suzuki


def test_a_change_that_started_from_an_older_wording_is_refused(cast: Cast) -> None:
    post = cast.draft()
    started_from = post.revision.digest
    reword(post, cast.suzuki)
    with pytest.raises(StaleRevision):
        actions.revise(
            post.pk, post.revision.content(), post.route(), actor=cast.sato, seen=started_from
        )
    assert history(post) == ["drafted", "revised"]


def test_a_request_under_review_is_out_of_its_authors_hands(cast: Cast) -> None:
    for post in (cast.submitted(), cast.in_review(), cast.scheduled()):
        with pytest.raises(IllegalTransition):
            reword(post, cast.sato)
        assert "revised" not in history(post)


def test_other_sections_do_not_revise(cast: Cast) -> None:
    for stranger in (cast.watanabe, cast.takahashi, cast.ito):
        with pytest.raises(NotPermitted):
            reword(cast.draft(), stranger)


def test_consent_to_the_old_wording_does_not_count_for_the_new_one(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post))
    send_back(post.pk, actor=cast.tanaka, seen=post.revision.digest, reason="曜日が違います")
    post = reword(post, cast.sato)
    post = actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest)
    assert post.status == Status.CHIEF_REVIEW
    post = decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    post = confirm(
        post.pk, actor=cast.nakamura, seen=post.revision.digest, declaration=cleared(post)
    )
    assert post.status == Status.PR_REVIEW
    assert last_event(post).detail["confirmations"] == 1
    post = confirm(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post)
    )
    assert post.status == Status.SCHEDULED


def test_the_same_words_again_are_a_new_revision_all_the_same(cast: Cast) -> None:
    post = cast.draft()
    again = reword(post, cast.sato, TEXT)
    assert again.revision.number == 2
    assert again.revision.digest == post.revision.digest


def test_a_returned_request_can_be_saved_unfinished(cast: Cast) -> None:
    post = cast.submitted()
    post = send_back(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="急ぎでは")
    post = reword(post, cast.sato, route=Route("urgent"))
    assert (post.status, post.lane, post.exception_reason) == ("returned", "urgent", "")
    with pytest.raises(actions.NotSubmittable):
        actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest)
    assert look(cast.sato, post).status == "returned"


def _revision(cast: Cast) -> models.Model:
    return cast.draft().revision


def _segment(cast: Cast) -> models.Model:
    return Segment.objects.get(revision=cast.draft().revision)


def _decision(cast: Cast) -> models.Model:
    return Decision.objects.get(post=cast.in_review())


def _stored(cast: Cast) -> StoredImage:
    return StoredImage.objects.create(
        sha256="a" * 64, media_type="image/png", width=1, height=1, content=b"x"
    )


def _image(cast: Cast) -> models.Model:
    shown = Attachment(_stored(cast).sha256, "防災行政無線の写真")
    return Image.objects.get(revision=cast.draft(attachments=(shown,)).revision)


FACTS = [_revision, _segment, _decision, _stored, _image]


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_never_saved_again(cast: Cast, fact: Callable[[Cast], models.Model]) -> None:
    with pytest.raises(TypeError, match="never edited"):
        fact(cast).save()


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_never_deleted(cast: Cast, fact: Callable[[Cast], models.Model]) -> None:
    row = fact(cast)
    with pytest.raises(TypeError, match="never deleted"):
        row.delete()
    with pytest.raises(TypeError, match="never deleted"):
        type(row)._default_manager.filter(pk=row.pk).delete()
    assert type(row)._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("fact", FACTS)
def test_facts_are_never_updated_in_bulk(cast: Cast, fact: Callable[[Cast], models.Model]) -> None:
    row = fact(cast)
    field = row._meta.concrete_fields[-1].attname
    changed = {field: getattr(row, field)}
    with pytest.raises(TypeError, match="never edited"):
        type(row)._default_manager.filter(pk=row.pk).update(**changed)
