"""Notices: what somebody has to be told, as rows that wait to be mailed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel, Post


class NoticeKind(models.TextChoices):
    """Why somebody is told. The value is stored: never rename one."""

    TASK = "task", _("Something waits for you")
    REMINDER = "reminder", _("Reminder")
    ESCALATION = "escalation", _("Overdue with somebody below you")
    STOPPED = "stopped", _("Returned, rejected or put on hold")
    PROGRESS = "progress", _("Decided, checked or posted")
    MENTION = "mention", _("You were mentioned")
    CIRCULATION = "circulation", _("Shown to you for information")
    AFTERWARDS = "afterwards", _("Acknowledgement or inspection owed")


class PostOffice(models.Model):
    """One row: how far the trail has been told, and when the mail server is tried next.

    Events are numbered without a gap in the order of their commits, so one number says which
    of them have been told.
    """

    told_upto = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    mail_from = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Read by notifications: whoever holds its lock is the only one who tells.
            models.CheckConstraint(condition=Q(pk=1), name="post_office_one"),
        ]

    def __str__(self) -> str:
        return f"told up to {self.told_upto}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: dt.datetime) -> NoticeQuerySet:
        """What waits to be mailed now, the oldest first."""
        return self.filter(sent_at=None, refusal="", mail_at__lte=now).order_by("pk")


class Notice(models.Model):
    """One thing that one person is told about one case, or about one account."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="notices")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="notices")
    # What happened, in the city's language, as it stands in the mail.
    words = models.CharField(max_length=300)
    deadline = models.DateTimeField(null=True)
    # The status the post was in, where the words only hold as long as it is: a mail that had
    # to wait while the case moved on is not sent any more.
    step = models.CharField(max_length=20, blank=True)
    # The same thing is told to the same person once.
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    # When it is to be mailed, or tried again; in a digest together with the others of its time.
    mail_at = models.DateTimeField(default=timezone.now)
    in_digest = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    # The mail server's words when it will never take this one.
    refusal = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_told_once"),
            # Read by notifications.mail, which leads to the one or to the other.
            models.CheckConstraint(
                condition=Q(post=None, channel__isnull=False) | Q(post__isnull=False, channel=None),
                name="notice_about_one_thing",
            ),
        ]
        indexes = [
            # The post office asks for what waits.
            models.Index(
                fields=["mail_at"], condition=Q(sent_at=None, refusal=""), name="notice_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.words[:40]}"

    @property
    def about(self) -> Post | Channel:
        """The case or the account; the check constraint says that it is one of them."""
        about = self.post or self.channel
        assert about is not None
        return about

    @property
    def has_passed(self) -> bool:
        """Whether the case has left the step that this was about."""
        return self.post is not None and self.step not in {"", self.post.status}


class NoticeChoice(models.Model):
    """How a person wants one kind of notice; without a row it is mailed at once."""

    class Delivery(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DIGEST = "digest", _("Once a day, together")
        OFF = "off", _("No mail")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    delivery = models.CharField(max_length=10, choices=Delivery.choices)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.delivery}"
