"""Writing to the trail: one act, one event, in the same transaction as the act."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from audit.chain import GENESIS
from audit.events import Act
from audit.models import Event

# Any constant will do; it names the one lock that puts the writers of the trail in a row.
CHAIN_LOCK = 0x5348_4952_4149


@dataclass(frozen=True)
class Signature:
    """A person as they were at the moment of the act."""

    number: str
    name: str
    title: str = ""
    section: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True)
class Subject:
    """What the act was about, in words that outlive the row."""

    kind: str
    code: str
    label: str


@dataclass(frozen=True)
class Origin:
    """Where a request came from: its address and a fingerprint of its session."""

    ip: str = ""
    session: str = ""


SYSTEM = Signature(number="", name="システム")
NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def record(
    act: Act,
    *,
    actor: Signature,
    subject: Subject,
    digest: str = "",
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> Event:
    """Append one sealed event and return it.

    Raises ``RuntimeError`` outside a transaction: an act and its event stand or fall together.
    The chain is extended under an advisory lock held until the transaction ends, so it is
    gap-free and has one order; take every row lock before calling this.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of the act it tells of.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Event.objects.order_by("-seq").values_list("seq", "seal").first()
    seq, previous = last or (0, GENESIS)
    here = origin.get()
    event = Event(
        seq=seq + 1,
        occurred_at=timezone.now(),
        act=act,
        actor_number=actor.number,
        actor_name=actor.name,
        actor_title=actor.title,
        actor_section=actor.section,
        on_behalf_of=actor.on_behalf_of,
        subject_kind=subject.kind,
        subject_code=subject.code,
        subject_label=subject.label[:300],
        digest=digest,
        reason=reason,
        detail=dict(detail or {}),
        ip=here.ip,
        session=here.session,
        previous=previous,
    )
    event.seal = event.expected_seal()
    event.save(force_insert=True)
    return event
