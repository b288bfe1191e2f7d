from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Section, User, seats_of, within_reach
from audit.events import Act
from audit.log import Signature, Subject, record
from posts.checks.submission import Route
from posts.models.channel import Channel
from posts.workflow import (
    GIVEN_BACK,
    LABELS,
    TRANSITIONS,
    IllegalTransition,
    NotPermitted,
    Status,
    check,
)

# The powers that let a position read the posts of a section or a channel.
SECTION_READERS = ("submit_request", "decide_request")
CHANNEL_READERS = ("confirm_post", "decide_post", "manage_channel", "view_trail")

if TYPE_CHECKING:
    from posts.models.revision import Revision


class Lane(models.TextChoices):
    """区分 (ガイドライン2(3)③): urgent and minor skip the requesting chief's decision only."""

    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    MINOR = "minor", _("Minor change")


class PostNumber(models.Model):
    """The last serial of a fiscal year. Its row is the lock that keeps serials unique."""

    fiscal_year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.last}"

    @classmethod
    def take(cls, today: dt.date) -> str:
        """The next serial, ``R8-0123`` (会計年度 April to March). Needs a transaction."""
        year = today.year - (today.month < 4)
        cls.objects.get_or_create(fiscal_year=year)
        counter = cls.objects.select_for_update(no_key=True).get(fiscal_year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
        return f"R{year - 2018}-{counter.last:04}"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User | AnonymousUser) -> PostQuerySet:
        """What this person may read: their own section's posts and their channels' posts, what
        their section is asked to concur in, and what they were shown; a deputy reads what the
        position stood in for reads.

        ガイドライン3(3): everybody else does not even learn that a post exists.
        """
        if not isinstance(user, User):
            return self.none()
        seats = seats_of(user, timezone.localdate())
        sections = within_reach(seats, SECTION_READERS, Section)
        channels = within_reach(seats, CHANNEL_READERS, Channel)
        # A subquery, not a join: somebody shown a post twice over still has it once.
        shown = Post.objects.filter(Q(readers__user=user) | Q(readers__section__in=sections))
        own = Q(section__in=sections) | Q(channel__in=channels)
        return self.filter(own | Q(pk__in=shown.values("pk")))

    def lock(self, pk: int) -> Post:
        """The post under a row lock: the first line of every action. Needs a transaction.

        Two statements: a statement that has waited for the lock sees the new row of the post
        but the old ones of whatever it joins, so a revision made meanwhile would be missing.
        """
        self.select_for_update(no_key=True).only("pk").get(pk=pk)
        return self.with_people().get(pk=pk)

    def lock_idle(self, pks: Sequence[int]) -> list[Post]:
        """Those of these posts that nobody else has under their lock, now under ours; with
        channel and wording, in the given order. Needs a transaction, waits for nobody."""
        idle = self.select_for_update(no_key=True, skip_locked=True).filter(pk__in=pks)
        locked = list(idle.order_by("pk").values_list("pk", flat=True))
        whole = self.select_related("channel", "current").in_bulk(locked)
        return [whole[pk] for pk in pks if pk in whole]

    def with_people(self) -> PostQuerySet:
        """With everything a list row shows."""
        return self.select_related("section", "channel", "channel__section", "current", "drafter")


class Post(models.Model):
    """投稿依頼: one request and its life. What it says lives in its revisions."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=16, unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="posts")
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="posts", verbose_name=_("requesting section")
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafted_posts"
    )
    lane = models.CharField(_("route"), max_length=10, choices=Lane.choices, default=Lane.NORMAL)
    exception_reason = models.TextField(_("reason for the exception"), blank=True)
    touches_up = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="touched_up_by"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", editable=False
    )
    current = models.ForeignKey(
        "posts.Revision", models.PROTECT, null=True, related_name="+", editable=False
    )
    # Counts submissions: consent is given to one revision in one round.
    round = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(
        max_length=20,
        choices=[(status.value, LABELS[status]) for status in Status],
        default=Status.DRAFT.value,
        editable=False,
    )
    status_since = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    # How many segments of the current revision stand on X. Written by publishing.
    parts_on_x = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("post request")
        verbose_name_plural = _("post requests")
        constraints = [
            # Read by publishing.claims, which takes up due posts by their due time.
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(due_at__isnull=False),
                name="post_scheduled_has_due_time",
            ),
            # ガイドライン2(3)③: an exception needs its reason. Read by the trail and the lists.
            models.CheckConstraint(
                condition=Q(lane="normal")
                | Q(status__in=["draft", "returned", "withdrawn"])
                | ~Q(exception_reason=""),
                name="post_exception_has_reason",
            ),
        ]
        indexes = [
            # The sweep asks for due posts all the time.
            models.Index(fields=["due_at"], condition=Q(status="scheduled"), name="post_due"),
            # The inbox asks by status, oldest first.
            models.Index(fields=["status", "status_since"], name="post_status"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return self.current.title if self.current else ""

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def revision(self) -> Revision:
        """The current revision; every post has one from its first transaction on. It knows this
        very post, so that both speak of the same channel."""
        assert self.current is not None
        self.current.post = self
        return self.current

    @property
    def seen(self) -> str:
        """What a page says of the case it shows: the wording, and where it stood. An act sends
        it back, so that of two people who act at once the later one is told to look again."""
        return f"{self.revision.digest}.{self.status}"

    @property
    def skips_chief(self) -> bool:
        """Whether 2(3)③ leaves the requesting chief's decision out: for the PR section's own
        posts and the two exceptions."""
        return self.section_id == self.channel.section_id or self.lane != Lane.NORMAL

    @property
    def onward(self) -> frozenset[Status]:
        """Where this post may go from here. What stands on X in part is not given back."""
        ways = TRANSITIONS[self.state]
        return ways - GIVEN_BACK if self.parts_on_x else ways

    def route(self) -> Route:
        return Route(self.lane, self.exception_reason, self.touches_up_id is not None)

    def subject(self) -> Subject:
        return Subject("post", str(self.code), f"{self.number} {self.title}")

    def move_to(
        self,
        new: Status,
        *,
        actor: Signature,
        act: Act,
        reason: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """The one door: check the table, save, write the one event of this act.

        Saves ``due_at`` and ``parts_on_x`` along with the status. Raises ``IllegalTransition``
        when the table forbids the move, or when the row has moved on since this object was
        read; ``NotPermitted`` when a thread that stands on X in part would be given back;
        ``RuntimeError`` outside a transaction.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("A post moves in a transaction, with its event.")
        old, now = self.status, timezone.now()
        check(old, new)
        if self.parts_on_x and new in GIVEN_BACK:
            raise NotPermitted(
                gettext("A part of this thread is on X. Resume it, or remove that part first.")
            )
        moved = Post.objects.filter(pk=self.pk, status=old).update(
            status=new, status_since=now, due_at=self.due_at, parts_on_x=self.parts_on_x
        )
        if not moved:
            raise IllegalTransition(f"{old} -> {new}: no longer {old}")
        self.status, self.status_since = new.value, now
        moved_facts = {"status": [old, new.value], **(facts or {})}
        self.note(act, actor=actor, reason=reason, facts=moved_facts)

    def note(
        self,
        act: Act,
        *,
        actor: Signature,
        reason: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        """Write an act on this post into the trail, with the digest it was about."""
        record(
            act,
            actor=actor,
            subject=self.subject(),
            digest=self.current.digest if self.current else "",
            reason=reason,
            detail=facts,
        )
