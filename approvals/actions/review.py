"""The acts on a case that is being decided. The row lock is the first line of every one."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.seats import Seat
from approvals.actions.afterwards import owe_inspection
from approvals.actions.declaration import declare
from approvals.actions.seating import choose, pr_seat, seat_facts
from approvals.declaration import Answers
from approvals.events import Stage, Verdict
from approvals.models import Decision, PolicyVersion, case_of, dossier_of, standing_of
from approvals.policy import Case, confirmers, refusal, seats_for, stage_complete
from audit.events import Act
from audit.log import Signature
from posts.actions import require_seen
from posts.models import Post
from posts.workflow import IllegalTransition, NotPermitted, Status


@transaction.atomic
def decide(post_pk: int, *, actor: User, seen: str, seat: str = "") -> Post:
    """決裁する: the requesting chief sends it on to the PR section; the PR chief releases it."""
    post = Post.objects.lock(post_pk)
    case, chosen = _open_case(post, Verdict.DECIDE, actor, seen=seen, named=seat)
    decision = _sign(post, case, Verdict.DECIDE, actor, seat=chosen)
    advance(post, decision.signature, Act.DECIDED, _facts(decision))
    return post


@transaction.atomic
def confirm(post_pk: int, *, actor: User, seen: str, declaration: Answers, seat: str = "") -> Post:
    """確認する: one of the two or more checks of the PR section (ガイドライン2(3)②), with the
    checker's answers to the checklist. Raises ``NotDeclared`` when they are incomplete."""
    post = Post.objects.lock(post_pk)
    case, chosen = _open_case(post, Verdict.CONFIRM, actor, seen=seen, named=seat)
    decision = _sign(post, case, Verdict.CONFIRM, actor, seat=chosen)
    declare(post, declaration, actor=actor, signature=decision.signature, decision=decision)
    facts = {**_facts(decision), "checklist": declaration.checklist}
    advance(post, decision.signature, Act.CONFIRMED, facts)
    return post


@transaction.atomic
def send_back(post_pk: int, *, actor: User, seen: str, reason: str, seat: str = "") -> Post:
    """差し戻す: back to the requesting section, with what has to be mended.

    While a case is being decided this is a verdict; later (approved, on hold, failed) it is
    the PR section that stops it.
    """
    post = Post.objects.lock(post_pk)
    if case_of(post).stage is not None:
        _stop(post, Verdict.SEND_BACK, actor=actor, seen=seen, reason=reason, seat=seat)
        return post
    chosen = pr_seat(actor, post, seat)
    require_seen(post, seen)
    if "." not in seen:
        # From a page that showed it under review: whoever stops an approved post has seen that.
        raise IllegalTransition(f"{post.status} is past its review")
    post.due_at = None
    post.move_to(
        Status.RETURNED,
        actor=actor.signature_in(chosen),
        act=Act.SENT_BACK,
        reason=reason,
        facts=seat_facts(chosen),
    )
    return post


@transaction.atomic
def reject(post_pk: int, *, actor: User, seen: str, reason: str, seat: str = "") -> Post:
    """却下する: end the request."""
    post = Post.objects.lock(post_pk)
    _stop(post, Verdict.REJECT, actor=actor, seen=seen, reason=reason, seat=seat)
    return post


def advance(
    post: Post, signature: Signature, act: Act, facts: Mapping[str, object], reason: str = ""
) -> None:
    """Move on when the stage is complete, else note the act; one event either way.

    Needs the row lock. Called after everything that can complete a stage: a decision, a check,
    the last answer to a concurrence, and the end of one that was still awaited.
    """
    dossier = dossier_of(post)
    case, rule = dossier.case(), dossier.rule()
    known = dict(facts)
    if case.stage == Stage.PR:
        known["confirmations"] = len(confirmers(case.votes))
        known["needed"] = rule.min_confirmations
    if case.stage is None or not stage_complete(case.stage, case, rule):
        post.note(act, actor=signature, reason=reason, facts=known)
    elif case.stage == Stage.CHIEF:
        post.move_to(Status.PR_REVIEW, actor=signature, act=act, reason=reason, facts=known)
    else:
        make_due(post)
        post.move_to(Status.SCHEDULED, actor=signature, act=act, reason=reason, facts=known)


def make_due(post: Post) -> None:
    """Set the moment from which the worker may speak: never before the embargo has ended."""
    wishes = (post.revision.requested_at, post.revision.public_at)
    post.due_at = max([timezone.now(), *(wish for wish in wishes if wish)])


def _open_case(
    post: Post, verdict: Verdict, actor: User, *, seen: str, named: str
) -> tuple[Case, Seat]:
    case = case_of(post)
    if case.stage is None:
        raise IllegalTransition(f"{post.status} awaits no {verdict}")
    require_seen(post, seen)
    mine = [vote for vote in case.votes if vote.person == actor.pk]
    if any(vote.stage != case.stage and vote.verdict == verdict for vote in mine):
        raise IllegalTransition(f"this person's {verdict} moved the case on already")
    standing = standing_of(actor, post)
    if why := refusal(verdict, standing, case):
        raise NotPermitted(why)
    return case, choose(seats_for(verdict, standing, case), named)


def _sign(
    post: Post, case: Case, verdict: Verdict, actor: User, *, seat: Seat, reason: str = ""
) -> Decision:
    assert case.stage is not None
    policy = PolicyVersion.objects.on(timezone.localdate())
    decision = Decision.objects.create(
        post=post,
        revision=post.revision,
        round=post.round,
        stage=case.stage,
        verdict=verdict,
        actor=actor,
        actor_name=actor.name,
        actor_title=seat.title,
        actor_section=seat.section,
        seat=seat.key,
        on_behalf_of=seat.on_behalf_of,
        absence=seat.absence,
        reason=reason,
        policy=policy,
    )
    if seat.is_deputy and verdict in {Verdict.DECIDE, Verdict.REJECT}:
        owe_inspection(decision, seat, policy)
    return decision


def _facts(decision: Decision) -> dict[str, object]:
    """What the trail keeps of a decision beside its signature and its reason."""
    facts: dict[str, object] = {"seat": decision.seat}
    if decision.policy is not None:
        facts["policy"] = decision.policy.number
    if decision.absence:
        facts["absence"] = decision.absence
    return facts


STOPS = {
    Verdict.SEND_BACK: (Status.RETURNED, Act.SENT_BACK),
    Verdict.REJECT: (Status.REJECTED, Act.REJECTED),
}


def _stop(post: Post, verdict: Verdict, *, actor: User, seen: str, reason: str, seat: str) -> None:
    case, chosen = _open_case(post, verdict, actor, seen=seen, named=seat)
    decision = _sign(post, case, verdict, actor, seat=chosen, reason=reason)
    end, act = STOPS[verdict]
    post.move_to(end, actor=decision.signature, act=act, reason=reason, facts=_facts(decision))
