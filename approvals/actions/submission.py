"""提出: what a submission brings along beyond the document itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.actions.afterwards import owe_acknowledgement
from approvals.actions.declaration import declare
from approvals.declaration import Answers
from approvals.models import PolicyVersion
from posts import actions as documents
from posts.checks.submission import Finding
from posts.models import Lane, Post


@transaction.atomic
def submit(post_pk: int, *, actor: User, seen: str, declaration: Answers) -> Post:
    """提出する: hand the request on with the drafter's answers to the checklist; where an
    exception leaves the requesting chief out, what that chief has to acknowledge is written
    with it (2(3)③).

    Raises ``posts.actions.NotSubmittable`` with everything that has to be mended first, then
    ``NotDeclared`` with everything that is not answered.
    """
    post = Post.objects.lock(post_pk)
    policy = PolicyVersion.objects.on(timezone.localdate())
    further = lane_findings(post, policy)
    post = documents.submit(post_pk, actor=actor, seen=seen, further=further)
    signature = actor.signature(post.section)
    declare(post, declaration, actor=actor, signature=signature, decision=None)
    if post.lane != Lane.NORMAL and post.section_id != post.channel.section_id:
        owe_acknowledgement(post, policy)
    return post


def lane_findings(post: Post, policy: PolicyVersion) -> list[Finding]:
    """What the policy has against the route that was chosen."""
    closed = (post.lane == Lane.URGENT and not policy.allow_urgent_lane) or (
        post.lane == Lane.MINOR and not policy.allow_minor_lane
    )
    if not closed:
        return []
    return [Finding("lane", _("This route is not in use at present. Choose the normal one."))]
