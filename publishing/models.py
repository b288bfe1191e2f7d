"""What the worker needs to speak, and what it did."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel, Post, Revision
from publishing.encryption import decrypt, encrypt


@dataclass(frozen=True)
class Keys:
    """The four OAuth 1.0a secrets of an account. Never logged: the repr says nothing."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str

    def __repr__(self) -> str:
        return "Keys(…)"


class Credential(models.Model):
    """A channel's keys to X, encrypted at rest; opened in the worker only."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="credentials")
    sealed = models.TextField(editable=False)
    # The last four characters of the access token: all that is ever shown.
    hint = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            # Read by publishing.x, which signs with the one credential in use.
            models.UniqueConstraint(
                fields=["channel"], condition=Q(retired_at=None), name="credential_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} …{self.hint}"

    @classmethod
    def seal(cls, channel: Channel, keys: Keys) -> Credential:
        """An unsaved credential. Raises ``encryption.NoKey`` where no key is held."""
        return cls(
            channel=channel, sealed=encrypt(json.dumps(asdict(keys))), hint=keys.access_token[-4:]
        )

    def open(self) -> Keys:
        """Raises ``encryption.NoKey`` outside the worker."""
        return Keys(**json.loads(decrypt(self.sealed)))


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        return self.filter(settled_at=None)

    def waiting(self, now: dt.datetime) -> AttemptQuerySet:
        """Those that keep their post from being taken up: under way, or not to be tried yet."""
        return self.filter(Q(settled_at=None) | Q(retry_at__gt=now))

    def posted(self) -> AttemptQuerySet:
        return self.filter(outcome=Attempt.Outcome.POSTED)


class Attempt(models.Model):
    """One try at sending one segment: the intent before the call, the outcome after it.

    ``sent_at`` is set by compare-and-swap just before X is called. A task delivered twice
    finds it set and stops; a worker found dead with it set leaves an unknown outcome.
    """

    class Outcome(models.TextChoices):
        POSTED = "posted", _("Posted")
        REFUSED = "refused", _("Not posted")
        UNKNOWN = "unknown", _("Unknown")

    post = models.ForeignKey(Post, models.PROTECT, related_name="attempts")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    payload_digest = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    x_id = models.CharField(max_length=20, blank=True)
    # X's words, or what was seen instead of an answer.
    evidence = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True)
    # How often the timeline was searched for a post with an unknown outcome, and when next.
    looks = models.PositiveSmallIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            # Read by claims.claim: two sweeps cannot open two attempts for one post.
            models.UniqueConstraint(
                fields=["post"], condition=Q(settled_at=None), name="attempt_one_open"
            ),
            # Read by everybody: a segment of a revision is on X at most once.
            models.UniqueConstraint(
                fields=["revision", "position"],
                condition=Q(outcome="posted"),
                name="attempt_posted_once",
            ),
            # Read by reconciliation: a post on X is the outcome of one attempt only.
            models.UniqueConstraint(
                fields=["x_id"], condition=Q(outcome="posted"), name="attempt_x_id_once"
            ),
            # Read by the case page, which links to X by this id.
            models.CheckConstraint(
                condition=~Q(outcome="posted") | ~Q(x_id=""), name="attempt_posted_has_id"
            ),
        ]
        indexes = [
            # The sweep looks for open attempts every second.
            models.Index(fields=["claimed_at"], condition=Q(settled_at=None), name="attempt_open"),
            # Reconciliation looks for the next due search.
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="attempt_look",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.number} [{self.position}] {self.outcome or 'open'}"

    def facts(self) -> dict[str, object]:
        """What every event about it says: which segment, and the digest of what exactly went."""
        return {"segment": self.position, "payload": self.payload_digest}


class HaltQuerySet(models.QuerySet["Halt"]):
    def on(self, channel: Channel) -> HaltQuerySet:
        """The stops in force for this channel, including those for all channels."""
        return self.filter(Q(channel=channel) | Q(channel=None), lifted_at=None)


class Halt(models.Model):
    """緊急停止: nothing goes out until it is lifted. Without a channel it stops all of them."""

    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="halts"
    )
    reason = models.TextField(_("reason"))
    since = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=100)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = HaltQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("emergency stop")
        verbose_name_plural = _("emergency stops")
        constraints = [
            # Read by claims.claim and the banner on every page: a channel is stopped once.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="halt_once_per_channel",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


def snowflake_time(x_id: str) -> dt.datetime:
    """When X gave out this id: its upper bits are milliseconds since X's own epoch."""
    milliseconds = (int(x_id) >> 22) + 1_288_834_974_657
    return dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC)
