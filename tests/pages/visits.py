"""Visiting pages as somebody, and the state that a refused visit must not touch."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from approvals.models import Circulation, Comment, Concurrence, Decision, Receipt
from audit.events import Act
from audit.models import Event
from posts.models import Post, Reader, Revision
from publishing.models import Halt

SAID = (Circulation, Comment, Concurrence, Reader)


def visitor(user: User | None = None) -> Client:
    """A browser of this person; an error of ours comes back as a 500 page."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def everything() -> dict[str, Any]:
    """What a refused request must leave as it was; that it was refused is in the trail."""
    return {
        "events": Event.objects.exclude(act=Act.REFUSED).count(),
        "posts": list(Post.objects.order_by("pk").values_list("pk", "status", "current", "round")),
        "revisions": Revision.objects.count(),
        "decisions": Decision.objects.count(),
        "said": [kind._base_manager.count() for kind in SAID],
        "read": Receipt.objects.exclude(read_at=None).count(),
        "halts": list(Halt.objects.values_list("pk", "lifted_at")),
    }


def refusals() -> int:
    """How many acts the trail says were refused."""
    return Event.objects.filter(act=Act.REFUSED).count()


def queries(client: Client, address: str) -> int:
    """How many queries a page takes once the caches of the process are warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def html(response: HttpResponseBase) -> str:
    return getattr(response, "content", b"").decode()
