"""The acts of consent, one verb each. The row lock is the first line of every one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from approvals.events import Stage, Verdict
from approvals.models import Decision, case_of, standing_of
from approvals.policy import Case, Rule, confirmers, refusal, stage_complete
from audit.events import Act
from posts.actions import require_section, require_seen
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, Status


@transaction.atomic
def decide(post_pk: int, *, actor: User, seen: str) -> Post:
    """決裁する: the requesting chief sends it on to the PR section; the PR chief releases it."""
    post = Post.objects.lock(post_pk)
    case = _open_case(post, Verdict.DECIDE, actor, seen)
    _sign(post, case, Verdict.DECIDE, actor)
    _advance(post, actor, Act.DECIDED)
    return post


@transaction.atomic
def confirm(post_pk: int, *, actor: User, seen: str) -> Post:
    """確認する: one of the two or more checks of the PR section (ガイドライン2(3)②)."""
    post = Post.objects.lock(post_pk)
    case = _open_case(post, Verdict.CONFIRM, actor, seen)
    _sign(post, case, Verdict.CONFIRM, actor)
    _advance(post, actor, Act.CONFIRMED)
    return post


@transaction.atomic
def send_back(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """差し戻す: back to the requesting section, with what has to be mended.

    While a case is being decided this is a verdict; later (approved, on hold, failed) it is
    the PR section that stops it.
    """
    post = Post.objects.lock(post_pk)
    if case_of(post).stage is not None:
        return _stop(
            post,
            verdict=Verdict.SEND_BACK,
            end=Status.RETURNED,
            act=Act.SENT_BACK,
            actor=actor,
            seen=seen,
            reason=reason,
        )
    require_pr(actor, post)
    require_seen(post, seen)
    post.due_at = None
    post.move_to(
        Status.RETURNED,
        actor=actor.signature(post.channel.section),
        act=Act.SENT_BACK,
        reason=reason,
    )
    return post


@transaction.atomic
def reject(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """却下する: end the request."""
    post = Post.objects.lock(post_pk)
    return _stop(
        post,
        verdict=Verdict.REJECT,
        end=Status.REJECTED,
        act=Act.REJECTED,
        actor=actor,
        seen=seen,
        reason=reason,
    )


@transaction.atomic
def hold(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """保留する: keep a request that is being checked, or an approved post, from going out."""
    post = Post.objects.lock(post_pk)
    require_pr(actor, post)
    require_seen(post, seen)
    if post.status == Status.PUBLISHING:
        raise IllegalTransition("only the worker stops a post that it is sending")
    post.due_at = None
    post.move_to(
        Status.HELD, actor=actor.signature(post.channel.section), act=Act.HELD, reason=reason
    )
    return post


@transaction.atomic
def release(post_pk: int, *, actor: User, seen: str) -> Post:
    """再開する: an approved post becomes due again; any other goes back to being checked."""
    post = Post.objects.lock(post_pk)
    require_pr(actor, post)
    require_seen(post, seen)
    if post.status != Status.HELD:
        raise IllegalTransition(f"{post.status} is not on hold")
    approved = stage_complete(Stage.PR, case_of(post), Rule())
    if approved:
        make_due(post)
    post.move_to(
        Status.SCHEDULED if approved else Status.PR_REVIEW,
        actor=actor.signature(post.channel.section),
        act=Act.RELEASED,
    )
    return post


@transaction.atomic
def recall(post_pk: int, *, actor: User, seen: str) -> Post:
    """引き戻す: the requesting section takes it back before anybody acted at the present step."""
    post = Post.objects.lock(post_pk)
    require_section(actor, post.section)
    require_seen(post, seen)
    if any(vote.stage == Stage.PR for vote in case_of(post).votes):
        raise IllegalTransition("the PR section has acted already")
    post.move_to(Status.DRAFT, actor=actor.signature(post.section), act=Act.RECALLED)
    return post


def make_due(post: Post) -> None:
    """Set the moment from which the worker may speak: never before the embargo has ended."""
    wishes = (post.revision.requested_at, post.revision.public_at)
    post.due_at = max([timezone.now(), *(wish for wish in wishes if wish)])


def _open_case(post: Post, verdict: Verdict, actor: User, seen: str) -> Case:
    case = case_of(post)
    if case.stage is None:
        raise IllegalTransition(f"{post.status} awaits no {verdict}")
    require_seen(post, seen)
    mine = [vote for vote in case.votes if vote.person == actor.pk]
    if any(vote.stage != case.stage and vote.verdict == verdict for vote in mine):
        raise IllegalTransition(f"this person's {verdict} moved the case on already")
    if why := refusal(verdict, standing_of(actor, post), case):
        raise NotPermitted(why)
    return case


def _sign(post: Post, case: Case, verdict: Verdict, actor: User, reason: str = "") -> Decision:
    assert case.stage is not None
    section = post.section if case.stage == Stage.CHIEF else post.channel.section
    signature = actor.signature(section)
    return Decision.objects.create(
        post=post,
        revision=post.revision,
        round=post.round,
        stage=case.stage,
        verdict=verdict,
        actor=actor,
        actor_name=signature.name,
        actor_title=signature.title,
        actor_section=signature.section,
        reason=reason,
    )


def _advance(post: Post, actor: User, act: Act) -> None:
    """Move on when the stage is complete; one act leaves one event either way."""
    case, rule = case_of(post), Rule()
    if case.stage == Stage.CHIEF:
        post.move_to(Status.PR_REVIEW, actor=actor.signature(post.section), act=act)
        return
    signature = actor.signature(post.channel.section)
    checks = {"confirmations": len(confirmers(case.votes)), "needed": rule.min_confirmations}
    if stage_complete(Stage.PR, case, rule):
        make_due(post)
        post.move_to(Status.SCHEDULED, actor=signature, act=act, facts=checks)
    else:
        post.note(act, actor=signature, facts=checks)


def _stop(
    post: Post, *, verdict: Verdict, end: Status, act: Act, actor: User, seen: str, reason: str
) -> Post:
    case = _open_case(post, verdict, actor, seen)
    decision = _sign(post, case, verdict, actor, reason)
    post.move_to(end, actor=decision.signature, act=act, reason=reason)
    return post


def require_pr(actor: User, post: Post) -> None:
    """Raise ``NotPermitted`` unless the person works for the section that runs the channel."""
    standing = standing_of(actor, post)
    if not (standing.may_confirm or standing.may_decide_post):
        raise NotPermitted(_("Only the section that runs the channel may do this."))
