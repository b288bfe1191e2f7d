from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from accounts.models import User
from accounts.seats import Seat
from approvals.actions.afterwards import owed_by
from approvals.actions.course import acted_here
from approvals.events import Verdict
from approvals.models import case_of, standing_of
from approvals.policy import Case, Standing, refusal, seats_for
from approvals.rounds import rounds_of
from approvals.route import route
from posts.models import Post
from posts.workflow import Status

register = template.Library()

Offered = dict[str, tuple[Seat, ...]]


@register.inclusion_tag("approvals/_route.html")
def approval_route(post: Post) -> dict[str, Any]:
    """承認経路 with stamps."""
    return {"steps": route(post)}


@register.inclusion_tag("approvals/_rounds.html")
def earlier_rounds(post: Post) -> dict[str, Any]:
    """What has changed since the last judged round, and 前回までの経過."""
    return {"post": post, "rounds": rounds_of(post)}


@register.inclusion_tag("approvals/_actions.html", takes_context=True)
def approval_actions(context: Context, post: Post) -> dict[str, Any]:
    """The buttons of consent for the person who looks; none for anybody else."""
    user = context["user"]
    assert isinstance(user, User)
    return {
        "post": post,
        "seen": post.seen,
        "refused": context.get("refused", ""),
        "reason_form": context.get("reason_form"),
        "csrf_token": context.get("csrf_token"),
        "offered": _offered(user, post),
        "at_chief": post.status == Status.CHIEF_REVIEW,
    }


def _offered(user: User, post: Post) -> Offered:
    """The acts open to this person now, each with the positions in which it may be done."""
    standing, case = standing_of(user, post), case_of(post)
    offered = _verdicts(standing, case) | _stops(standing, case, post)
    if "decide" not in offered and _may_recall(user, post):
        offered["recall"] = ()
    return offered | {review.kind: () for review in owed_by(user, post)}


def _verdicts(standing: Standing, case: Case) -> Offered:
    verdicts = (Verdict.DECIDE, Verdict.CONFIRM, Verdict.SEND_BACK, Verdict.REJECT)
    return {
        str(verdict): seats_for(verdict, standing, case)
        for verdict in verdicts
        if not refusal(verdict, standing, case)
    }


def _stops(standing: Standing, case: Case, post: Post) -> Offered:
    """What the section that runs the channel may do outside the judging of a case."""
    onward = post.onward
    open_to_pr = {
        "hold": Status.HELD in onward and post.status != Status.PUBLISHING,
        "release": post.status == Status.HELD,
        "send_back": case.stage is None and Status.RETURNED in onward,
    }
    seats = standing.pr_seats
    return {verb: seats for verb, is_open in open_to_pr.items() if seats and is_open}


def _may_recall(user: User, post: Post) -> bool:
    if Status.DRAFT not in post.onward:
        return False
    return user.has_perm("accounts.submit_request", post.section) and not acted_here(post)
