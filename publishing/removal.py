"""Taking a post off X again (ガイドライン4(4)). Deleting twice does no harm, so it is simply
tried until X says that it is gone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from audit.events import Act
from posts.models import Post
from posts.workflow import Status
from publishing.delivery import Connect
from publishing.encryption import NoKey
from publishing.gateway import Gone, Refused, Removal
from publishing.models import Attempt, Credential
from publishing.worker import no_credential, worker

PAUSE = dt.timedelta(seconds=15)


def due_removals(now: dt.datetime) -> list[int]:
    due = Post.objects.filter(status=Status.REMOVING, due_at__lte=now)
    return list(due.values_list("pk", flat=True)[:50])


def remove(post_pk: int, *, now: dt.datetime, connect: Connect) -> None:
    """Delete the post's segments on X, the last one first, and write down the end of it."""
    post = Post.objects.select_related("channel", "current").get(pk=post_pk)
    answers = _delete_segments(post, connect)
    with transaction.atomic():
        post = Post.objects.lock(post_pk)
        if post.status != Status.REMOVING:
            return
        refused = [a.reason for a in answers if isinstance(a, Refused) and a.retry_at is None]
        post.due_at = None
        if refused:
            post.move_to(
                Status.PUBLISHED, actor=worker(post), act=Act.REMOVAL_REFUSED, reason=refused[0]
            )
        elif all(isinstance(answer, Gone) for answer in answers):
            post.move_to(Status.REMOVED, actor=worker(post), act=Act.REMOVED)
        else:
            Post.objects.filter(pk=post_pk).update(due_at=now + PAUSE)


def _delete_segments(post: Post, connect: Connect) -> list[Removal]:
    if post.revision.digest != post.revision.expected_digest():
        # Another X would answer 404, which here means that the post is gone.
        return [Refused(_("The content or the destination is not the one that was approved."))]
    ids = Attempt.objects.posted().filter(post=post).order_by("-position")
    try:
        gateway = connect(post.channel)
    except (Credential.DoesNotExist, NoKey) as error:
        return [Refused(no_credential(error))]
    return [gateway.remove(x_id) for x_id in ids.values_list("x_id", flat=True)]
