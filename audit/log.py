"""Writing to the trail: one act, one event, in the same transaction as the act."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from audit.chain import canonical_around, storable
from audit.events import Act

# What only the database knows, when the transaction ends (migration 0004_sealed_at_commit).
HOLES = ("occurred_at", "previous", "seq")
PUT_DOWN = "INSERT INTO audit_intent (began, around) VALUES (%s, %s)"
FLUSH = "SELECT pg_logical_emit_message(false, 'audit', '', true)"


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
) -> None:
    """Append one event to the trail, sealed when the transaction commits.

    Raises ``RuntimeError`` outside a transaction: an act and its event stand or fall together.
    Raises ``ValueError`` for an act outside the closed list, ``TypeError`` for a ``detail``
    that ``audit.chain.storable`` refuses. The keys of ``detail`` are listed in docs/trail.md.

    The commit numbers and seals the event (a deferred trigger), so the chain is gap-free, has
    one order, and is locked for no longer than a commit. The next writer need not wait for the
    disk either: that commit returns at once, and the whole log is flushed right after it,
    before anybody is told of the act. After a crash the trail may end earlier, never with a
    hole; and nothing can be built on an act that was lost, because whoever commits after having
    seen it flushes it too.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of the act it tells of.")
    here = origin.get()
    fields: dict[str, object] = {
        "act": Act(act).value,
        "actor_number": actor.number,
        "actor_name": actor.name,
        "actor_title": actor.title,
        "actor_section": actor.section,
        "on_behalf_of": actor.on_behalf_of,
        "subject_kind": subject.kind,
        "subject_code": subject.code,
        "subject_label": subject.label[:300],
        "digest": digest,
        "reason": reason,
        "detail": detail or {},
        "ip": here.ip,
        "session": here.session,
    }
    pieces = canonical_around({name: storable(value) for name, value in fields.items()}, HOLES)
    with connection.cursor() as cursor:
        cursor.execute(PUT_DOWN, [timezone.now(), pieces])
    if flush not in {entry[1] for entry in connection.run_on_commit}:
        transaction.on_commit(flush)


def flush() -> None:
    """Wait until all that was committed before is on the disk, as a commit usually does."""
    with connection.cursor() as cursor:
        cursor.execute(FLUSH)
