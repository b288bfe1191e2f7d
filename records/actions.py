"""What becomes of a case that is over: 保存の延長, 廃棄, 開示."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.models import Comment
from audit.events import Act
from audit.log import Subject, record
from posts.actions import erase_content
from posts.models import Post
from posts.models.revision import plain_queryset
from posts.workflow import IllegalTransition, NotPermitted
from records import retention
from records.models import Disposal, DisposedCase, LegalHold


@transaction.atomic
def hold_record(post_pk: int, *, actor: User, reason: str) -> LegalHold:
    """Keep a case beyond its term. Twice is the same as once."""
    post = Post.objects.lock(post_pk)
    _require_manager(actor, post)
    if post.state not in retention.OVER or DisposedCase.objects.filter(post=post).exists():
        raise IllegalTransition("only the term of a case that is over can be extended")
    signature = actor.signature(post.channel.section)
    hold, created = LegalHold.objects.get_or_create(
        post=post,
        lifted_at=None,
        defaults={"reason": reason, "by": actor, "by_name": signature.name},
    )
    if created:
        post.note(Act.RECORD_HELD, actor=signature, reason=reason)
    return hold


@transaction.atomic
def lift_hold(post_pk: int, *, actor: User) -> None:
    """Let the term run again. Raises ``IllegalTransition`` when nothing is held."""
    post = Post.objects.lock(post_pk)
    _require_manager(actor, post)
    lifted = LegalHold.objects.filter(post=post, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=actor
    )
    if not lifted:
        raise IllegalTransition("this case is not held")
    post.note(Act.RECORD_HOLD_LIFTED, actor=actor.signature(post.channel.section))


@transaction.atomic
def dispose(codes: Collection[UUID], *, actor: User, reason: str, today: dt.date) -> Disposal:
    """廃棄する: remove texts, images and comments of cases that have fallen due, on record.

    Numbers, titles, digests and the trail stay. Raises ``IllegalTransition`` when one of the
    cases has not fallen due (any more); then none is touched.
    """
    wanted = list(retention.due(actor, today).filter(code__in=codes).values_list("pk", flat=True))
    if not codes or len(wanted) != len(set(codes)):
        raise IllegalTransition("not all of these cases have fallen due")
    signature = actor.signature()
    disposal = Disposal.objects.create(
        actor=actor,
        actor_name=signature.name,
        actor_title=signature.title,
        actor_section=signature.section,
        reason=reason,
    )
    for pk in sorted(wanted):
        post = Post.objects.lock(pk)
        if not retention.due(actor, today).filter(pk=pk).exists():
            raise IllegalTransition(f"{post.number} has not fallen due")
        DisposedCase.objects.create(
            disposal=disposal, post=post, number=post.number, title=post.title
        )
        erase_content(post)
        plain_queryset(Comment).filter(post=post).update(words="")
        post.note(Act.DISPOSED, actor=signature, reason=reason, facts={"disposal": disposal.pk})
    return disposal


@transaction.atomic
def note_disclosure(post: Post, *, actor: User, facts: dict[str, object]) -> None:
    """A bundle of this case was made; what it left out or masked stands in the trail."""
    post.note(Act.DISCLOSED, actor=actor.signature(post.channel.section), facts=facts)


@transaction.atomic
def note_batch(month: str, count: int, *, actor: User) -> None:
    """The sheets of a month were printed together."""
    record(
        Act.SHEETS_PRINTED,
        actor=actor.signature(),
        subject=Subject("sheets", month, month),
        detail={"count": count},
    )


def _require_manager(actor: User, post: Post) -> None:
    if not actor.has_perm("posts.manage_channel", post.channel):
        raise NotPermitted(_("Only the account manager may do this."))
