"""What was refused is in the trail, too: who asked for what, where, and why it was refused."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from audit.events import Act
from audit.log import Subject, record
from posts.models import Channel, Post
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision

REFUSING = {403, 404, 409}
# Where the refused request remembers why; Django's own CSRF check keeps its token there, too.
WHY = "shirai_sns.refused_because"
LONGEST_ADDRESS = 200


def reason_of(error: Exception) -> str:
    """Why an act was refused, in words for the trail."""
    if isinstance(error, NotPermitted | PermissionDenied):
        return str(error) or _("This person may not do this.")
    if isinstance(error, StaleRevision):
        return _("The text had been changed meanwhile.")
    if isinstance(error, IllegalTransition):
        return _("The case was no longer where this act begins.")
    if isinstance(error, Http404):
        return _("There is nothing here that this person may see.")
    return ""


@transaction.atomic
def record_refusal(request: HttpRequest, answer: int) -> None:
    """One event, in a transaction of its own: the refused act has been rolled back by now."""
    user, asked = request.user, request.resolver_match
    assert isinstance(user, User)
    assert asked is not None
    post = _post(asked.kwargs.get("code"))
    record(
        Act.REFUSED,
        actor=user.signature(),
        subject=post.subject() if post else _subject(request, asked.kwargs.get("channel")),
        digest=post.revision.digest if post else "",
        reason=str(request.META.get(WHY, "")),
        detail={
            "address": request.path[:LONGEST_ADDRESS],
            "asked": asked.view_name,
            "answer": answer,
        },
    )


def _post(code: object) -> Post | None:
    if not isinstance(code, UUID):
        return None
    return Post.objects.with_people().filter(code=code).first()


def _subject(request: HttpRequest, channel: object) -> Subject:
    found = Channel.objects.filter(code=channel).first() if channel else None
    return found.subject() if found else Subject("address", request.path[:64], request.path)
