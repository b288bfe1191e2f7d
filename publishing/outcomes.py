"""What came of a call, written down once: posted, refused, or unknown."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Act
from audit.log import Signature
from posts.models import Post
from posts.workflow import Status
from publishing.findings import raise_finding
from publishing.gateway import Outcome, Posted, Refused, Unknown
from publishing.halts import stop_channel
from publishing.models import Attempt, Finding
from publishing.policy import Late, pause_after
from publishing.worker import grace_on, hold_late, worker

logger = logging.getLogger(__name__)

FIRST_LOOK = settings.RECONCILE_AFTER[0]


@transaction.atomic
def settle(attempt_pk: int, outcome: Outcome) -> None:
    """Write the outcome of a call; only the first outcome of an attempt counts.

    One exception: whatever has been concluded meanwhile, an id that X gives is never ignored.
    """
    attempt = Attempt.objects.lock(attempt_pk)
    if attempt.settled_at is None:
        write_outcome(attempt, attempt.post, outcome)
    elif isinstance(outcome, Posted):
        _write_late(attempt, attempt.post, outcome.x_id)


def give_up_dead(*, now: dt.datetime) -> None:
    """Settle the attempts whose worker died during the call: their outcome is unknown."""
    dead = Attempt.objects.open().filter(dead_at__lt=now)
    for pk in dead.values_list("pk", flat=True):
        with keeping_others(pk):
            settle(pk, Unknown(_("The worker stopped during the call to X.")))


@contextmanager
def keeping_others(attempt_pk: int) -> Iterator[None]:
    """Whatever is wrong with one attempt, the others behind it are not kept waiting."""
    try:
        yield
    except Exception:
        logger.exception("attempt %s could not be settled", attempt_pk)


def conclude_posted(
    attempt: Attempt,
    post: Post,
    x_id: str,
    *,
    actor: Signature,
    act: Act,
    reason: str = "",
    evidence: Mapping[str, object] | None = None,
) -> None:
    """Write that this segment is on X under this id, and move the post on.

    When it stood there already by another try, X has it twice: that is raised, for a person.
    """
    if _write_id(attempt, post, x_id):
        raise_finding(post.channel, Finding.Kind.LATE, x_id, actor=worker(post), post=post)
    facts = {**(evidence or {}), **attempt.facts(), "x_id": x_id}
    if post.parts_on_x >= post.revision.segments.count():
        post.move_to(Status.PUBLISHED, actor=actor, act=act, reason=reason, facts=facts)
    elif post.status == Status.UNCERTAIN:
        post.due_at = timezone.now()
        post.move_to(Status.SCHEDULED, actor=actor, act=act, reason=reason, facts=facts)
    else:
        post.save(update_fields=["parts_on_x"])
        post.note(Act.PART_PUBLISHED, actor=actor, facts=facts)


def _write_id(attempt: Attempt, post: Post, x_id: str) -> bool:
    """Write X's id down and count, on the unsaved post, what stands there now. Whether the
    segment stood there already by another try."""
    standing = Attempt.objects.standing(attempt.revision)[attempt.revision_id]
    surplus = attempt.position in standing
    attempt.outcome = Attempt.Outcome.SURPLUS if surplus else Attempt.Outcome.POSTED
    attempt.x_id = x_id
    attempt.next_look_at = None
    attempt.save(update_fields=["outcome", "x_id", "next_look_at", "settled_at"])
    if attempt.revision_id == post.current_id:
        post.parts_on_x = len({*standing, attempt.position})
    return surplus


def _write_late(attempt: Attempt, post: Post, x_id: str) -> None:
    """An id that arrives after the attempt was settled: X's word outweighs every conclusion.

    Given up as dead, it is simply the outcome. Judged absent by a person, it is written down
    and raised, and nothing more goes out for this segment; posted meanwhile by another try, it
    stands on X a second time, which a person has to mend.
    """
    if Attempt.objects.filter(x_id=x_id).exists():
        return
    if attempt.outcome == Attempt.Outcome.UNKNOWN and post.status == Status.UNCERTAIN:
        conclude_posted(attempt, post, x_id, actor=worker(post), act=Act.RECONCILED)
        return
    if not attempt.x_id:
        _write_id(attempt, post, x_id)
        post.save(update_fields=["parts_on_x"])
    raise_finding(post.channel, Finding.Kind.LATE, x_id, actor=worker(post), post=post)


def write_outcome(attempt: Attempt, post: Post, outcome: Outcome) -> None:
    """Settle the attempt and move the post; called under the post's lock."""
    attempt.settled_at = timezone.now()
    if isinstance(outcome, Posted) and Attempt.objects.filter(x_id=outcome.x_id).exists():
        # Should never happen. Whichever of the two is wrong, a person has to find out.
        outcome = Unknown(_("X gave an id that stands for another post: %s") % outcome.x_id)
    if isinstance(outcome, Posted):
        conclude_posted(attempt, post, outcome.x_id, actor=worker(post), act=Act.PUBLISHED)
    elif isinstance(outcome, Refused):
        _write_refusal(attempt, post, outcome)
    else:
        attempt.outcome = Attempt.Outcome.UNKNOWN
        attempt.evidence = outcome.evidence
        if post.channel.may_read:
            attempt.next_look_at = attempt.settled_at + FIRST_LOOK
        attempt.save()
        post.move_to(
            Status.UNCERTAIN,
            actor=worker(post),
            act=Act.SEND_UNKNOWN,
            reason=outcome.evidence,
            facts=attempt.facts(),
        )


def _write_refusal(attempt: Attempt, post: Post, refused: Refused) -> None:
    retry_at = refused.retry_at
    if refused.again:
        failed = 1 + attempt.earlier_refusals()
        retry_at = timezone.now() + pause_after(failed, settings.RETRY_AFTER)
    refuse(attempt, refused.reason, retry_at=retry_at)
    if refused.halt:
        stop_channel(post.channel, refused.reason)
    if _too_late_by_then(attempt, refused):
        hold_late(post, Late.BY_THEN, grace_on(timezone.now()), refused.reason)
        return
    waits = refused.halt or refused.passes
    post.move_to(
        Status.SCHEDULED if waits else Status.FAILED,
        actor=worker(post),
        act=Act.SEND_POSTPONED if waits else Act.SEND_REFUSED,
        reason=refused.reason,
        facts=attempt.facts(),
    )


def _too_late_by_then(attempt: Attempt, refused: Refused) -> bool:
    """Whether X listens again only when the post is stale: a person is told now, not then."""
    if attempt.post.parts_on_x or refused.retry_at is None or attempt.late_at is None:
        return False
    return refused.retry_at > attempt.late_at


def refuse(attempt: Attempt, reason: str, *, retry_at: dt.datetime | None = None) -> None:
    attempt.settled_at = timezone.now()
    attempt.outcome = Attempt.Outcome.REFUSED
    attempt.evidence = reason
    attempt.retry_at = retry_at
    attempt.save()
