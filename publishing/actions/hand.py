"""手動投稿: where no contract with X is, a person presses Post and brings the address back.

What a person has done on X is a fact, so recording it is never refused for a stop or a lapsed
consent; those only take the way there off the page.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.events import Act
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, Status
from publishing.actions.desk import lock_for_pr
from publishing.models import Attempt, snowflake_time
from publishing.payload import payload_of


@transaction.atomic
def record_by_hand(post_pk: int, *, actor: User, seen: str, x_id: str) -> Post:
    """投稿を記録する: this person has posted the next segment, and X gave it this id."""
    post, who = lock_for_pr(post_pk, actor, seen)
    if post.channel.mode != Channel.Mode.MANUAL:
        raise IllegalTransition("this channel is not run by hand")
    if post.status not in {Status.SCHEDULED, Status.PUBLISHING}:
        raise IllegalTransition(f"a {post.status} post is not to be posted")
    _end_call_under_way(post)
    if post.status == Status.SCHEDULED:
        post.move_to(Status.PUBLISHING, actor=who, act=Act.CLAIMED)
    attempt = Attempt(post=post, revision=post.revision, position=post.parts_on_x, x_id=x_id)
    standing = Attempt.objects.standing(post.revision)[post.revision.pk]
    attempt.payload_digest = payload_of(post.revision, attempt.position, standing).digest()
    attempt.sent_at, attempt.settled_at = snowflake_time(x_id), timezone.now()
    attempt.outcome = Attempt.Outcome.POSTED
    attempt.save()
    post.parts_on_x += 1
    post.save(update_fields=["parts_on_x"])
    facts = {**attempt.facts(), "x_id": x_id}
    if post.parts_on_x < post.revision.segments.count():
        post.note(Act.PART_BY_HAND, actor=who, facts=facts)
    else:
        post.move_to(Status.PUBLISHED, actor=who, act=Act.POSTED_BY_HAND, facts=facts)
    return post


@transaction.atomic
def confirm_gone(post_pk: int, *, actor: User, seen: str) -> Post:
    """削除を確認する: this person has deleted the post on X and seen that it is gone."""
    post, who = lock_for_pr(post_pk, actor, seen)
    if post.channel.mode != Channel.Mode.MANUAL or post.status != Status.REMOVING:
        raise IllegalTransition(f"a {post.status} post is not removed by hand")
    Attempt.objects.on_x().filter(post=post).update(removed_at=timezone.now())
    post.due_at = None
    post.move_to(Status.REMOVED, actor=who, act=Act.REMOVED_BY_HAND)
    return post


def _end_call_under_way(post: Post) -> None:
    """A try of the worker from before the account was run by hand is over. What X may still say
    to it is a post too many, which ``outcomes.settle`` raises."""
    for attempt in Attempt.objects.open().filter(post=post):
        sent = attempt.sent_at is not None
        attempt.settled_at = timezone.now()
        attempt.outcome = Attempt.Outcome.UNKNOWN if sent else Attempt.Outcome.REFUSED
        attempt.evidence = _("Somebody posted it by hand meanwhile.")
        attempt.save(update_fields=["settled_at", "outcome", "evidence"])
