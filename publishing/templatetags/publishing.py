from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from approvals.models import standing_of
from posts.models import Channel, Post
from posts.workflow import Status
from publishing.models import Attempt

register = template.Library()


@register.simple_tag
def x_address(post: Post, x_id: str) -> str:
    """Where people see a post: on X, or on the local X while the channel is a drill."""
    return f"{profile_address(post.channel)}/status/{x_id}"


@register.inclusion_tag("publishing/_publication.html")
def publication(post: Post) -> dict[str, Any]:
    """What the worker did: every attempt with its outcome and X's words."""
    attempts = list(Attempt.objects.filter(post=post))
    segments = post.revision.segments.count()
    return {"post": post, "attempts": attempts, "segments": segments, "thread": segments > 1}


@register.inclusion_tag("publishing/_actions.html", takes_context=True)
def publishing_actions(context: Context, post: Post) -> dict[str, Any]:
    """The buttons of the PR section after approval."""
    user = context["user"]
    assert isinstance(user, User)
    standing = standing_of(user, post)
    return {
        "post": post,
        "seen": post.revision.digest,
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
    }


@register.inclusion_tag("publishing/_stops.html", takes_context=True)
def stop_panels(context: Context) -> dict[str, Any]:
    """緊急停止 and 再開 for the channels that I may stop."""
    user = context["user"]
    channels = get_objects_for_user(user, "posts.halt_channel", klass=Channel)
    stopped = {halt.channel_id for halt in context.get("halts") or []}
    return {
        "channels": [(channel, channel.pk in stopped) for channel in channels],
        "csrf_token": context.get("csrf_token"),
    }


def profile_address(channel: Channel) -> str:
    drill = channel.mode == Channel.Mode.DRILL
    return f"{settings.X_SANDBOX_URL if drill else settings.X_WEB_URL}/{channel.handle}"
