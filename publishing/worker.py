"""How the worker signs, and what it says when it cannot speak."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from approvals.models import Decision
from audit.log import SYSTEM, Signature
from posts.models import Post
from publishing.encryption import NoKey


def worker(post: Post) -> Signature:
    """The worker signs as the system, on behalf of the people whose consent it carries out."""
    consent = Decision.objects.of_round(post).consenting().filter(stage="pr")
    names = "、".join(f"{d.actor_section} {d.actor_title} {d.actor_name}" for d in consent)
    return replace(SYSTEM, on_behalf_of=names[:300])


def no_credential(error: Exception) -> str:
    """What a missing or unreadable credential means, for the people who can mend it."""
    if isinstance(error, NoKey):
        return _("The account's credential cannot be opened: %(error)s") % {"error": error}
    return _("No credential is stored for the account.")
