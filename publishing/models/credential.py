"""A channel's keys to X."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel
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


class CredentialQuerySet(models.QuerySet["Credential"]):
    def standing(self) -> CredentialQuerySet:
        """Those that have not been retired: the one in use, and a new one on trial."""
        return self.filter(retired_at=None)

    def in_use(self) -> CredentialQuerySet:
        return self.standing().exclude(in_use_since=None)

    def on_trial(self) -> CredentialQuerySet:
        return self.standing().filter(in_use_since=None)


class Credential(models.Model):
    """A channel's keys to X, encrypted at rest; opened in the worker only.

    New keys are on trial until X has accepted them; the old ones stay in use until then.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="credentials")
    sealed = models.TextField(editable=False)
    # The last four characters of the access token: all that is ever shown.
    hint = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    in_use_since = models.DateTimeField(null=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)
    # The last health check: when, whether X accepted the keys, what they may do, X's words.
    checked_at = models.DateTimeField(null=True, editable=False)
    healthy = models.BooleanField(null=True, editable=False)
    access_level = models.CharField(max_length=40, blank=True, editable=False)
    words = models.TextField(blank=True, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            # Read by publishing.x, which signs with the one credential in use.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(retired_at=None, in_use_since__isnull=False),
                name="credential_one_in_use",
            ),
            # Read by publishing.credentials, which tries the one new set of keys.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(retired_at=None, in_use_since=None),
                name="credential_one_on_trial",
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
