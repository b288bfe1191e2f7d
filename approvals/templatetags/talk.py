"""What is said about a case: notes, concurrences, circulations. Each part takes a constant
number of queries."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from accounts.models import User
from approvals.actions import may_ask, may_circulate
from approvals.actions.concurrence import ANSWERING
from approvals.forms import AskForm, CirculateForm, CommentForm
from approvals.forms.talk import TalkForm
from approvals.models import Asked, Circulation, Comment, answerable_by, asked_sections, case_of
from posts.models import Post
from posts.workflow import TERMINAL

register = template.Library()
# Of a long thread the older notes are folded away.
SHOWN = 5


@register.inclusion_tag("approvals/_talk.html", takes_context=True)
def talk(context: Context, post: Post) -> dict[str, Any]:
    """協議メモ."""
    notes = list(Comment.objects.filter(post=post).prefetch_related("mentioned"))
    open_ = post.state not in TERMINAL
    form = _form(context, CommentForm, post) if open_ else None
    return _common(context, post) | {
        "count": len(notes),
        "older": notes[:-SHOWN],
        "latest": notes[-SHOWN:],
        "form": form,
    }


@register.inclusion_tag("approvals/_concurrence.html", takes_context=True)
def concurrence(context: Context, post: Post) -> dict[str, Any]:
    """合議: who is asked, what they say, and what I may do about it."""
    user = context["user"]
    assert isinstance(user, User)
    asked = asked_sections(post)
    asking = may_ask(user, post)
    waiting = [each for each in asked if each.answer is None] if post.state in ANSWERING else []
    mine = _mine(user, post, waiting) if waiting else []
    return _common(context, post) | {
        "asked": asked,
        "mine": mine[:1],
        "asking": asking,
        "ask_form": _form(context, AskForm, post) if asking else None,
    }


@register.inclusion_tag("approvals/_words_panel.html", takes_context=True)
def words_panel(
    context: Context, slug: str, asked: Asked, verb: str, label: str, **look: Any
) -> dict[str, Any]:
    """An act on one asked section that takes some words; open again after it was refused."""
    code = asked.concurrence.section.code
    form = context["reason_form"] if context["refused"] == slug else None
    if form is not None and form["section"].value() != code:
        form = None
    return _common(context, context["post"]) | {
        "action": reverse(f"approvals:{slug}", args=[context["post"].code]),
        "section": code,
        "verb": verb,
        "label": label,
        "form": form,
        # The id that the summary of errors leads to; one for each section otherwise.
        "id": f"words-{slug}" if form else f"words-{slug}-{code}",
        "required": look.get("required", False),
        "style": look.get("style", "secondary"),
    }


@register.inclusion_tag("approvals/_circulation.html", takes_context=True)
def circulation(context: Context, post: Post) -> dict[str, Any]:
    """回覧: to whom, and who has read it when."""
    user = context["user"]
    assert isinstance(user, User)
    shown = list(Circulation.objects.filter(post=post).prefetch_related("receipts__reader"))
    receipts = [receipt for each in shown for receipt in each.receipts.all()]
    circulating = may_circulate(user, post)
    return _common(context, post) | {
        "shown": shown,
        "unread": any(r.reader_id == user.pk and r.read_at is None for r in receipts),
        "circulating": circulating,
        "form": _form(context, CirculateForm, post) if circulating else None,
    }


def _mine(user: User, post: Post, waiting: list[Asked]) -> list[Asked]:
    """What this person may answer. Whoever wrote the text does not."""
    if user.pk in case_of(post).authors:
        return []
    answerable = set(answerable_by(user).filter(post=post).values_list("pk", flat=True))
    return [each for each in waiting if each.concurrence.pk in answerable]


def _common(context: Context, post: Post) -> dict[str, Any]:
    return {
        "post": post,
        "seen": post.revision.digest,
        "refused": context.get("refused", ""),
        "reason_form": context.get("reason_form"),
        "csrf_token": context.get("csrf_token"),
    }


def _form(context: Context, kind: type[TalkForm], post: Post) -> TalkForm:
    """The form that was refused, with what was typed in it; otherwise an empty one."""
    refused = context.get("reason_form")
    return refused if isinstance(refused, kind) else kind(post=post)
