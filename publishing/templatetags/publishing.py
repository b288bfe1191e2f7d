from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from approvals.models import dossier_of, standing_of
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.costs import estimate
from publishing.models import Attempt, Finding, Halt

register = template.Library()


@register.simple_tag
def x_address(post: Post, x_id: str) -> str:
    """Where people see a post: on X, or on the local X while the channel is a drill."""
    return f"{profile_address(post.channel)}/status/{x_id}"


@register.simple_tag
def channel_address(channel: Channel) -> str:
    """Where people see the account."""
    return profile_address(channel)


@register.inclusion_tag("publishing/_publication.html")
def publication(post: Post) -> dict[str, Any]:
    """What the worker did: every attempt with its outcome and X's words."""
    attempts = list(Attempt.objects.filter(post=post))
    segments = post.revision.segments.count()
    return {"post": post, "attempts": attempts, "segments": segments, "thread": segments > 1}


@register.inclusion_tag("publishing/_evidence.html")
def evidence(post: Post) -> dict[str, Any]:
    """What is known about a call with an unclear outcome, for whoever has to conclude it."""
    if post.status != Status.UNCERTAIN:
        return {"attempt": None}
    attempt = Attempt.objects.filter(post=post, outcome=Attempt.Outcome.UNKNOWN).latest("pk")
    looks = [{**look, "at": dt.datetime.fromisoformat(look["at"])} for look in attempt.sightings]
    return {
        "attempt": attempt,
        "text": attempt.revision.segments.get(position=attempt.position).text,
        "looks": looks,
        "profile": profile_address(post.channel),
        "post": post,
    }


@register.inclusion_tag("publishing/_by_hand.html", takes_context=True)
def by_hand(context: Context, post: Post) -> dict[str, Any]:
    """手動投稿: the way to X for each segment in turn, and where its address is brought back."""
    user = context["user"]
    standing = standing_of(user, post)
    waits = post.status in {Status.SCHEDULED, Status.PUBLISHING}
    due = post.status == Status.PUBLISHING or (post.due_at and post.due_at <= timezone.now())
    # What a worker may be sending at this moment is not offered to a person, too.
    under_way = Attempt.objects.open().filter(post=post).exists()
    shown = waits and post.channel.mode == Channel.Mode.MANUAL and not under_way
    if not shown or not (standing.may_confirm or standing.may_decide_post):
        return {"shown": False}
    stopped = Halt.objects.on(post.channel).first()
    gap = dossier_of(post).gap()
    segments = list(post.revision.segments.all())
    return {
        "shown": True,
        "post": post,
        "seen": post.seen,
        "due": due,
        "stopped": stopped,
        "gap": gap,
        "segments": segments,
        "next": segments[post.parts_on_x],
        "number": post.parts_on_x + 1,
        "intent": intent_address(post, segments[post.parts_on_x].text),
        "images": [] if post.parts_on_x else post.revision.images.select_related("stored"),
        "form": context.get("reason_form") if context.get("refused") == "by_hand" else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def estimated_cost(post: Post) -> str:
    """US dollars, by X's price list; empty where nothing is charged."""
    if post.channel.mode != Channel.Mode.LIVE:
        return ""
    content = post.revision.content()
    return f"${estimate(content.texts, images=len(content.attachments))}"


def intent_address(post: Post, text: str) -> str:
    """X's own page with the text filled in; a reply to the segment before."""
    address = f"{settings.X_WEB_URL}/intent/post?text={quote(text, safe='')}"
    before = Attempt.objects.posted().filter(revision=post.revision, position=post.parts_on_x - 1)
    reply_to = before.values_list("x_id", flat=True).first()
    return f"{address}&in_reply_to={reply_to}" if reply_to else address


@register.inclusion_tag("publishing/_actions.html", takes_context=True)
def publishing_actions(context: Context, post: Post) -> dict[str, Any]:
    """The buttons of the PR section after approval."""
    user = context["user"]
    assert isinstance(user, User)
    standing = standing_of(user, post)
    return {
        "post": post,
        "seen": post.seen,
        "pr": standing.may_confirm or standing.may_decide_post,
        "failed": post.status == Status.FAILED,
        "uncertain": post.status == Status.UNCERTAIN,
        "removable": post.status == Status.PUBLISHED
        or (post.parts_on_x > 0 and Status.REMOVING in post.onward),
        "part": post.status != Status.PUBLISHED and post.parts_on_x,
        "refused": context.get("refused", ""),
        "reason_form": context.get("reason_form"),
        "csrf_token": context.get("csrf_token"),
        "profile": profile_address(post.channel),
        "gone_by_hand": post.status == Status.REMOVING and post.channel.mode == Channel.Mode.MANUAL,
    }


@register.inclusion_tag("publishing/_findings.html", takes_context=True)
def open_findings(context: Context) -> dict[str, Any]:
    """What was found on the accounts that I run and nobody has dealt with."""
    mine = get_objects_for_user(context["user"], "posts.halt_channel", klass=Channel)
    found = Finding.objects.open().filter(channel__in=mine).select_related("channel")
    return {"findings": found}


@register.inclusion_tag("publishing/_stops.html", takes_context=True)
def stop_panels(context: Context) -> dict[str, Any]:
    """緊急停止 and 再開 for the channels that I may stop."""
    user = context["user"]
    channels = get_objects_for_user(user, "posts.halt_channel", klass=Channel)
    stopped = {halt.channel_id for halt in context.get("halts") or []}
    return {
        "channels": [(channel, channel.pk in stopped) for channel in channels],
        "everything": None in stopped,
        "csrf_token": context.get("csrf_token"),
    }


def profile_address(channel: Channel) -> str:
    drill = channel.mode == Channel.Mode.DRILL
    return f"{settings.X_SANDBOX_URL if drill else settings.X_WEB_URL}/{channel.handle}"
