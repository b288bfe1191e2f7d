from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from accounts.models import User
from approvals.events import Stage, Verdict
from approvals.models import Decision, case_of, standing_of
from approvals.policy import refusal
from approvals.route import route
from posts.models import Post
from posts.workflow import Status

register = template.Library()


@register.inclusion_tag("approvals/_route.html")
def approval_route(post: Post) -> dict[str, Any]:
    """承認経路 with stamps; one query for the decisions."""
    return {"steps": route(post, list(Decision.objects.of_round(post)))}


@register.inclusion_tag("approvals/_actions.html", takes_context=True)
def approval_actions(context: Context, post: Post) -> dict[str, Any]:
    """The buttons of consent for the person who looks; none for anybody else."""
    user = context["user"]
    assert isinstance(user, User)
    offered = _offered(user, post)
    return {
        "post": post,
        "seen": post.revision.digest,
        "refused": context.get("refused", ""),
        "reason_form": context.get("reason_form"),
        "csrf_token": context.get("csrf_token"),
        "offered": offered,
        "at_chief": post.status == Status.CHIEF_REVIEW,
    }


def _offered(user: User, post: Post) -> set[str]:
    standing, case = standing_of(user, post), case_of(post)
    pr = standing.may_confirm or standing.may_decide_post
    offered = {
        str(verdict)
        for verdict in (Verdict.DECIDE, Verdict.CONFIRM, Verdict.SEND_BACK, Verdict.REJECT)
        if not refusal(verdict, standing, case)
    }
    onward = post.onward
    if pr and Status.HELD in onward and post.status != Status.PUBLISHING:
        offered.add("hold")
    if pr and post.status == Status.HELD:
        offered.add("release")
    if pr and case.stage is None and Status.RETURNED in onward:
        offered.add("send_back")
    author = user.has_perm("accounts.submit_request", post.section)
    untouched = not any(vote.stage == Stage.PR for vote in case.votes)
    if author and Status.DRAFT in onward and untouched and Verdict.DECIDE not in offered:
        offered.add("recall")
    return offered
