"""What every act of the PR section begins with."""

from __future__ import annotations

from accounts.models import User
from approvals.actions import require_pr
from audit.log import Signature
from posts.actions import require_seen
from posts.models import Post


def lock_for_pr(post_pk: int, actor: User, seen: str) -> tuple[Post, Signature]:
    """The post under its lock, for somebody who runs its channel and saw this wording of it,
    and how they sign there; a deputy with the name of whoever is away."""
    post = Post.objects.lock(post_pk)
    who = require_pr(actor, post)
    require_seen(post, seen)
    return post, who
