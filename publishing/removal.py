"""Taking a post off X again (ガイドライン4(4)). Deleting twice does no harm, so it is simply
tried until X says that it is gone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Act
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.delivery import Connect
from publishing.encryption import NoKey
from publishing.gateway import (
    CONNECT_TIMEOUT,
    READ_TIMEOUT,
    Gateway,
    Gone,
    Refused,
    Removal,
    Unknown,
)
from publishing.halts import stop_channel
from publishing.models import Attempt, Credential
from publishing.worker import no_credential, worker

PAUSE = dt.timedelta(seconds=15)
ONE_CALL = dt.timedelta(seconds=CONNECT_TIMEOUT + READ_TIMEOUT)


def due_removals(now: dt.datetime) -> list[int]:
    due = Post.objects.filter(status=Status.REMOVING, due_at__lte=now)
    due = due.exclude(channel__mode=Channel.Mode.MANUAL)
    return list(due.order_by("due_at").values_list("pk", flat=True)[:50])


def reserve_removal(post_pk: int, *, now: dt.datetime) -> bool:
    """Take one due removal for as long as it can last, so that no second task does the same."""
    calls = 1 + 2 * Attempt.objects.on_x().filter(post=post_pk).count()
    due = Post.objects.filter(pk=post_pk, status=Status.REMOVING, due_at__lte=now)
    return bool(due.update(due_at=now + calls * ONE_CALL))


def remove(post_pk: int, *, now: dt.datetime, connect: Connect) -> None:
    """Delete the post's segments on X, the last one first, and write down the end of it."""
    post = Post.objects.select_related("channel", "current").get(pk=post_pk)
    if post.status != Status.REMOVING:
        return
    answers = _delete_segments(post, connect)
    with transaction.atomic():
        post = Post.objects.lock(post_pk)
        if post.status != Status.REMOVING:
            return
        _write_gone(answers)
        _conclude(post, list(answers.values()), now)


def _conclude(post: Post, answers: list[Removal], now: dt.datetime) -> None:
    refused = [a for a in answers if isinstance(a, Refused) and not a.passes]
    if refused:
        if refused[0].halt:
            stop_channel(post.channel, refused[0].reason)
        post.due_at = None
        whole = post.parts_on_x >= post.revision.segments.count()
        post.move_to(
            Status.PUBLISHED if whole else Status.HELD,
            actor=worker(post),
            act=Act.REMOVAL_REFUSED,
            reason=refused[0].reason,
        )
    elif all(isinstance(answer, Gone) for answer in answers):
        post.due_at = None
        post.move_to(Status.REMOVED, actor=worker(post), act=Act.REMOVED)
    else:
        # X's own word on when it will listen again, or a little later.
        waits = [a.retry_at for a in answers if isinstance(a, Refused) and a.retry_at]
        Post.objects.filter(pk=post.pk).update(due_at=max([now + PAUSE, *waits]))


def _delete_segments(post: Post, connect: Connect) -> dict[int, Removal]:
    """X's answer for every attempt whose post still stands there."""
    if post.revision.digest != post.revision.expected_digest():
        # Another X would answer 404, which here means that the post is gone.
        wrong = _("The content or the destination is not the one that was approved.")
        return {0: Refused(wrong)}
    try:
        gateway = connect(post.channel)
    except (Credential.DoesNotExist, NoKey) as error:
        return {0: Refused(no_credential(error))}
    standing = Attempt.objects.on_x().filter(post=post).order_by("-position", "-pk")
    return {
        attempt.pk: _delete(attempt.x_id, gateway, confirm=post.channel.may_read)
        for attempt in standing
    }


def _delete(x_id: str, gateway: Gateway, *, confirm: bool) -> Removal:
    """X's word that it is gone, confirmed by a look where the channel may look."""
    answer = gateway.remove(x_id)
    if isinstance(answer, Gone) and confirm and gateway.exists(x_id):
        return Unknown(_("X says that the post is gone and still shows it."))
    return answer


def _write_gone(answers: dict[int, Removal]) -> None:
    gone = [pk for pk, answer in answers.items() if isinstance(answer, Gone)]
    Attempt.objects.filter(pk__in=gone).update(removed_at=timezone.now())
