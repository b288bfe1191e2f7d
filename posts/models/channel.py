from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Section
from accounts.roles import Role
from audit.log import Subject
from posts.content import Destination

# What each position of the section that runs a channel may do with it (ガイドライン2(1), 2(3)②).
# A 緊急停止 is for everybody there: speed beats rank.
CHANNEL_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.STAFF: frozenset({"confirm_post", "halt_channel"}),
    Role.CHIEF: frozenset({"decide_post", "manage_channel", "halt_channel", "view_trail"}),
}


class Channel(models.Model):
    """An official account on X."""

    class Mode(models.TextChoices):
        # Only ever talks to the local X.
        DRILL = "drill", _("Drill (posted to the practice server only)")
        # A person posts by hand and brings the address back.
        MANUAL = "manual", _("By hand")
        LIVE = "live", _("Live")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    handle = models.CharField(_("handle"), max_length=15, help_text=_("Without the @ sign."))
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="channels", verbose_name=_("run by")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.DRILL)
    # A contract may forbid reading X; then an unclear outcome goes straight to a person.
    may_read = models.BooleanField(_("may read its own timeline"), default=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        permissions = [
            ("confirm_post", _("May check posts of this channel")),
            ("decide_post", _("May decide posts of this channel")),
            ("manage_channel", _("May manage this channel")),
            ("halt_channel", _("May stop all posting of this channel")),
            ("view_trail", _("May read the audit trail")),
        ]
        constraints = [
            # Read by the publishing gateway, which picks the address to talk to by mode.
            models.CheckConstraint(
                condition=models.Q(mode__in=["drill", "manual", "live"]), name="channel_mode"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def destination(self) -> Destination:
        return Destination(channel=self.code, mode=self.mode)

    def subject(self) -> Subject:
        return Subject("channel", self.code, self.name)
