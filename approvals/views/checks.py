"""The automatic check of a text that is being written."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from approvals.models import yardstick
from posts.checks.concern import Concern
from posts.checks.review import concerns
from posts.content import Content
from posts.forms.moment import MomentField
from posts.forms.thread import LONGEST_BODY
from posts.models import Channel, Post
from posts.text import normalize
from posts.views import person


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the checks find in the form as it is typed (htmx); nothing is stored."""
    return render(request, "approvals/_check.html", {"concerns": _found(request)})


def _found(request: HttpRequest) -> list[Concern]:
    body = normalize(_typed(request, "body")[:LONGEST_BODY])
    own = Post.objects.visible_to(person(request)).filter(number=_typed(request, "number")).first()
    named = Channel.objects.filter(code=_typed(request, "channel")).first()
    channel = own.channel if own else named or Channel.objects.first()
    if channel is None or not body.strip():
        return []
    content = Content(
        title="",
        category=_typed(request, "category"),
        texts=(body,),
        public_at=_moment(request, "publicity", "later", "public_at"),
        requested_at=_moment(request, "timing", "at", "requested_at"),
        note=_typed(request, "note"),
    )
    return concerns(content, yardstick(channel, now=timezone.now(), besides=own))


def _typed(request: HttpRequest, name: str) -> str:
    """What stands in a field; PostgreSQL takes no NUL."""
    return request.POST.get(name, "").replace("\0", "")


def _moment(request: HttpRequest, choice: str, chosen: str, field: str) -> dt.datetime | None:
    """The time of a choice that was made; one still being typed is no time yet."""
    if _typed(request, choice) != chosen:
        return None
    try:
        return MomentField(required=False).to_python(_typed(request, field))
    except ValidationError:
        return None
