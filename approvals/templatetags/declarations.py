"""確認事項 on the case page: what was found, what is asked of the person, what was answered."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from accounts.models import User
from accounts.seats import Seat
from approvals.events import Verdict
from approvals.forms.declaration import declaration_form
from approvals.models import Declaration, PolicyVersion, case_of, standing_of
from approvals.policy import refusal, seats_for
from posts.models import Post
from posts.workflow import EDITABLE, Status

register = template.Library()

# Before it is out, what the checks find can still be mended.
LIVE = EDITABLE | {Status.CHIEF_REVIEW, Status.PR_REVIEW, Status.HELD, Status.SCHEDULED}


@register.inclusion_tag("approvals/_declaration.html", takes_context=True)
def declaration(context: Context, post: Post) -> dict[str, Any]:
    """The checklist with the findings; for the drafter and the checkers as a form."""
    if post.state not in LIVE:
        return {}
    user = context["user"]
    assert isinstance(user, User)
    verb, seats = _asked_of(user, post)
    refused = context.get("refused", "")
    bound = context.get("reason_form") if refused in {"submit", "confirm"} else None
    form = bound or declaration_form(post, verb)
    return {
        "post": post,
        "verb": verb,
        "seats": seats,
        "form": form,
        "rows": form.rows(),
        "reason_form": context.get("reason_form"),
        "refused": refused,
        "slug": verb,
        "seen": post.seen,
        "csrf_token": context.get("csrf_token"),
        "election": election_on(post),
    }


@register.inclusion_tag("approvals/_declared.html")
def declared(post: Post) -> dict[str, Any]:
    """Who answered the checklist when, and with what reasons."""
    made = Declaration.objects.filter(post=post).select_related("revision", "checklist")
    return {"declarations": made, "post": post}


def election_on(post: Post) -> bool:
    """Whether it would go out while an election is on."""
    day = timezone.localdate(post.revision.requested_at or timezone.now())
    periods = PolicyVersion.objects.on(timezone.localdate()).elections()
    return any(first <= day <= last for first, last in periods)


def _asked_of(user: User, post: Post) -> tuple[str, tuple[Seat, ...]]:
    """The act for which this person answers the checklist now, and in which positions."""
    if post.state in EDITABLE:
        drafts = user.has_perm("accounts.submit_request", post.section)
        return ("submit" if drafts else ""), ()
    standing, case = standing_of(user, post), case_of(post)
    if refusal(Verdict.CONFIRM, standing, case):
        return "", ()
    return "confirm", seats_for(Verdict.CONFIRM, standing, case)
