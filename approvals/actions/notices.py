"""How a person wants to be told."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from approvals.models import NoticeChoice
from audit.events import Act
from audit.log import record


@transaction.atomic
def choose_notices(changes: Mapping[str, str], *, actor: User) -> None:
    """Lay down one's own choices; in the trail, so that "nobody told me" can be looked into."""
    if not changes:
        return
    for kind, delivery in changes.items():
        NoticeChoice.objects.update_or_create(
            person=actor, kind=kind, defaults={"delivery": delivery}
        )
    record(
        Act.NOTICES_CHOSEN,
        actor=actor.signature(),
        subject=actor.subject(),
        detail={"choices": dict(changes)},
    )
