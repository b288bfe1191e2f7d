"""What the PR section does with the way out: 再投稿, 結果の確定, 削除, 緊急停止."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.actions import make_due, require_pr
from audit.events import Act
from audit.log import Signature, record
from posts.actions import require_seen
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, NotPermitted, Status
from publishing.delivery import conclude_posted
from publishing.models import Attempt, Credential, Halt, Keys


@transaction.atomic
def retry(post_pk: int, *, actor: User, seen: str) -> Post:
    """再投稿する: a failed post is tried again, by a person's order."""
    post = _lock_for_pr(post_pk, actor, seen)
    if post.status != Status.FAILED:
        raise IllegalTransition(f"{post.status} has not failed")
    make_due(post)
    post.move_to(Status.SCHEDULED, actor=_signature(actor, post), act=Act.RETRIED)
    return post


@transaction.atomic
def resolve_posted(post_pk: int, *, actor: User, seen: str, x_id: str, reason: str) -> Post:
    """投稿済みにする: a person has seen the post on X and names its id."""
    post = _lock_for_pr(post_pk, actor, seen)
    conclude_posted(
        _unclear_attempt(post),
        post,
        x_id,
        actor=_signature(actor, post),
        act=Act.RESOLVED,
        reason=reason,
    )
    return post


@transaction.atomic
def resolve_absent(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """再投稿する: a person has looked at X and the post is not there."""
    post = _lock_for_pr(post_pk, actor, seen)
    attempt = _unclear_attempt(post)
    attempt.outcome = Attempt.Outcome.REFUSED
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "next_look_at"])
    make_due(post)
    post.move_to(Status.SCHEDULED, actor=_signature(actor, post), act=Act.RESOLVED, reason=reason)
    return post


@transaction.atomic
def order_removal(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """削除する: one person suffices, since speed matters here (ガイドライン4(4)).

    Of a thread that stopped midway it takes off the part that stands on X.
    """
    post = _lock_for_pr(post_pk, actor, seen)
    if post.status != Status.PUBLISHED and not post.parts_on_x:
        raise IllegalTransition(f"nothing of a {post.status} post stands on X")
    post.due_at = timezone.now()
    post.move_to(
        Status.REMOVING, actor=_signature(actor, post), act=Act.REMOVAL_ORDERED, reason=reason
    )
    return post


@transaction.atomic
def halt(channel: Channel, *, actor: User, reason: str) -> Halt:
    """緊急停止: nothing of this channel goes out from now on. Twice is the same as once."""
    _require_halter(actor, channel)
    signature = actor.signature(channel.section)
    stop, created = Halt.objects.get_or_create(
        channel=channel,
        lifted_at=None,
        defaults={"reason": reason, "by_name": signature.name},
    )
    if created:
        record(Act.HALTED, actor=signature, subject=channel.subject(), reason=reason)
    return stop


@transaction.atomic
def resume(channel: Channel, *, actor: User) -> None:
    """再開: lift the stop of this channel."""
    _require_halter(actor, channel)
    lifted = Halt.objects.filter(channel=channel, lifted_at=None).update(
        lifted_at=timezone.now(), lifted_by=actor
    )
    if lifted:
        record(Act.RESUMED, actor=actor.signature(channel.section), subject=channel.subject())


@transaction.atomic
def set_credential(channel: Channel, keys: Keys, *, actor: Signature) -> Credential:
    """Store new keys; the old ones are retired in the same transaction."""
    Credential.objects.filter(channel=channel, retired_at=None).update(retired_at=timezone.now())
    credential = Credential.seal(channel, keys)
    credential.save()
    record(
        Act.CREDENTIAL_SET,
        actor=actor,
        subject=channel.subject(),
        detail={"hint": credential.hint},
    )
    return credential


@transaction.atomic
def set_mode(channel: Channel, mode: Channel.Mode, *, actor: Signature) -> None:
    """Switch between drill, manual and live. The mode is part of every digest, so whatever
    was approved before the switch has to be approved again."""
    locked = Channel.objects.select_for_update().get(pk=channel.pk)
    before, locked.mode = locked.mode, mode
    locked.save(update_fields=["mode"])
    channel.mode = mode
    record(
        Act.MODE_CHANGED,
        actor=actor,
        subject=channel.subject(),
        detail={"mode": [str(before), str(mode)]},
    )


def _lock_for_pr(post_pk: int, actor: User, seen: str) -> Post:
    post = Post.objects.lock(post_pk)
    require_pr(actor, post)
    require_seen(post, seen)
    return post


def _signature(actor: User, post: Post) -> Signature:
    return actor.signature(post.channel.section)


def _unclear_attempt(post: Post) -> Attempt:
    if post.status != Status.UNCERTAIN:
        raise IllegalTransition(f"the outcome of a {post.status} post is not in question")
    return Attempt.objects.filter(post=post, outcome=Attempt.Outcome.UNKNOWN).latest("pk")


def _require_halter(actor: User, channel: Channel) -> None:
    if not actor.has_perm("posts.halt_channel", channel):
        raise NotPermitted(_("Your position may not stop this channel."))
