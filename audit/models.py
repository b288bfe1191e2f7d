"""The trail: 「誰が・いつ」発信したのかを把握できるようにする (ガイドライン2(3)②)."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.chain import SEALED, export_line, seal


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, kind: str, code: str) -> EventQuerySet:
        """The history of one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_code=code).order_by("seq")

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only: an event is never edited.")

    def delete(self) -> NoReturn:
        raise TypeError("The trail is append-only: an event is never deleted.")


class Event(models.Model):
    """One act: who, as which position of which section, when, on what.

    Everything is a snapshot in words, no foreign key: people move, sections are renamed, and
    the trail must still say what was true then. A trigger in PostgreSQL refuses UPDATE,
    DELETE and TRUNCATE, so that neither raw SQL nor the admin can change history.
    """

    seq = models.BigIntegerField(primary_key=True)
    occurred_at = models.DateTimeField()
    # One of events.Act; not as choices, or every new act would need a migration.
    act = models.CharField(max_length=40)

    actor_number = models.CharField(max_length=32, blank=True)
    actor_name = models.CharField(max_length=100)
    actor_title = models.CharField(max_length=100, blank=True)
    actor_section = models.CharField(max_length=100, blank=True)
    # For the worker: the people whose consent it carries out. For a deputy: the principal.
    on_behalf_of = models.CharField(max_length=300, blank=True)

    subject_kind = models.CharField(max_length=40)
    subject_code = models.CharField(max_length=64)
    subject_label = models.CharField(max_length=300)
    # The consent binds to content: the digest of the revision this act was about.
    digest = models.CharField(max_length=64, blank=True)

    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    ip = models.CharField(max_length=45, blank=True)
    session = models.CharField(max_length=16, blank=True)

    previous = models.CharField(max_length=64)
    # Not unique in the database: nobody looks an event up by its seal, and the chain proves it.
    seal = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            # The history box of every case page.
            models.Index(fields=["subject_kind", "subject_code", "seq"], name="event_subject"),
            # The trail page's filters: by person, by act, by day.
            models.Index(fields=["actor_number", "-seq"], name="event_actor"),
            models.Index(fields=["act", "-seq"], name="event_act"),
            models.Index(fields=["occurred_at"], name="event_occurred"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.occurred_at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only: an event is never edited.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The trail is append-only: an event is never deleted.")

    def sealed_fields(self) -> dict[str, object]:
        """All but the two hashes; UTC to the microsecond."""
        occurred = self.occurred_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return {"occurred_at": occurred, **{name: getattr(self, name) for name in SEALED}}

    def expected_seal(self) -> str:
        return seal(self.sealed_fields(), self.previous)

    def export_line(self) -> str:
        """One line of an export (docs/trail.md), without its line end."""
        return export_line(self.sealed_fields(), previous=self.previous, seal=self.seal)
