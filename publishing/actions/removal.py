"""削除."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.events import Act
from posts.models import Post
from posts.workflow import IllegalTransition, Status
from publishing.actions.desk import lock_for_pr


@transaction.atomic
def order_removal(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """削除する: one person suffices, since speed matters here (ガイドライン4(4)).

    Of a thread that stopped midway it takes off the part that stands on X.
    """
    post, who = lock_for_pr(post_pk, actor, seen)
    if post.status != Status.PUBLISHED and not post.parts_on_x:
        raise IllegalTransition(f"nothing of a {post.status} post stands on X")
    post.due_at = timezone.now()
    post.move_to(Status.REMOVING, actor=who, act=Act.REMOVAL_ORDERED, reason=reason)
    return post
