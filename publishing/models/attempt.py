"""What the worker did: one row for every try at sending one segment."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Channel, Post, Revision
from posts.workflow import Status

# An open attempt whose task was lost (broker flushed, worker killed before the call).
LOST_AFTER = dt.timedelta(seconds=10)


def lost_from_now() -> dt.datetime:
    """When an attempt that is claimed now counts as lost, unless somebody has begun to send it."""
    return timezone.now() + LOST_AFTER


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        return self.filter(settled_at=None)

    def lock(self, pk: int) -> Attempt:
        """The attempt with its post and wording, under the row lock of the post. Needs a
        transaction. Two statements, for the reason that ``Post.objects.lock`` gives."""
        post = Post.objects.select_for_update(no_key=True, of=("self",))
        post.only("pk").get(attempts=pk)
        attempt = self.select_related("post__channel", "revision").get(pk=pk)
        if attempt.post.current_id == attempt.revision_id:
            attempt.post.current = attempt.revision
        attempt.revision.post = attempt.post
        return attempt

    def waiting(self, now: dt.datetime) -> AttemptQuerySet:
        """Those that keep their post from being taken up: under way, or not to be tried yet."""
        return self.filter(Q(settled_at=None) | Q(retry_at__gt=now))

    def posted(self) -> AttemptQuerySet:
        return self.filter(outcome=Attempt.Outcome.POSTED)

    def standing(self, *revisions: Revision) -> dict[int, dict[int, str]]:
        """X's ids of the segments that were posted, by revision and position."""
        found: dict[int, dict[int, str]] = {revision.pk: {} for revision in revisions}
        posted = self.posted().filter(revision__in=revisions).order_by()
        for revision, position, x_id in posted.values_list("revision_id", "position", "x_id"):
            found[revision][position] = x_id
        return found

    def unclear(self, channel: Channel) -> AttemptQuerySet:
        """Those of which X may hold a post that we do not know of."""
        uncertain = Q(outcome=Attempt.Outcome.UNKNOWN, post__status=Status.UNCERTAIN)
        unclear = self.filter(Q(settled_at=None) | uncertain, post__channel=channel)
        return unclear.select_related("post", "revision")

    def on_x(self) -> AttemptQuerySet:
        """Those whose post stands on X as far as we know, counted or surplus."""
        return self.exclude(x_id="").filter(removed_at=None)


class Attempt(models.Model):
    """One try at sending one segment: the intent before the call, the outcome after it.

    ``sent_at`` is set by compare-and-swap just before X is called. A task delivered twice
    finds it set and stops; a worker found dead with it set leaves an unknown outcome.
    """

    class Outcome(models.TextChoices):
        POSTED = "posted", _("Posted")
        REFUSED = "refused", _("Not posted")
        UNKNOWN = "unknown", _("Unknown")
        # X holds the same segment once more: a person decides what becomes of it.
        SURPLUS = "surplus", _("On X a second time")

    post = models.ForeignKey(Post, models.PROTECT, related_name="attempts")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    payload_digest = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(default=timezone.now)
    # When its task counts as lost and is queued again; each time it takes twice as long.
    requeue_at = models.DateTimeField(default=lost_from_now)
    requeued = models.PositiveSmallIntegerField(default=0)
    # Until when it is surely not too late to send it.
    late_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # When every call that this payload can make has run into its time-out.
    dead_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    x_id = models.CharField(max_length=20, blank=True)
    # X's words, or what was seen instead of an answer.
    evidence = models.TextField(blank=True)
    retry_at = models.DateTimeField(null=True)
    # How often the timeline was searched for a post with an unknown outcome, and when next.
    looks = models.PositiveSmallIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)
    # What each look saw: when, how many posts, which of them with the same words.
    sightings = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)
    # US dollars that X asks once it is posted, by the price list of the day; nothing for what a
    # person posts by hand.
    cost = models.DecimalField(max_digits=8, decimal_places=3, default=0)

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
                fields=["x_id"], condition=~Q(x_id=""), name="attempt_x_id_once"
            ),
            # Read by the case page, which links to X by this id.
            models.CheckConstraint(
                condition=~Q(outcome__in=["posted", "surplus"]) | ~Q(x_id=""),
                name="attempt_posted_has_id",
            ),
        ]
        indexes = [
            # The sweep looks for open attempts all the time.
            models.Index(fields=["requeue_at"], condition=Q(settled_at=None), name="attempt_open"),
            # Reconciliation looks for the next due search.
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="attempt_look",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.number} [{self.position}] {self.outcome or 'open'}"

    def earlier_refusals(self) -> int:
        """How many tries at this segment were refused since the post became due: a person who
        lets it go on lets it begin anew."""
        tries = Attempt.objects.filter(revision=self.revision, position=self.position)
        since = self.post.due_at or self.claimed_at
        return tries.filter(outcome=self.Outcome.REFUSED, claimed_at__gte=since).count()

    def facts(self) -> dict[str, object]:
        """What every event about it says: which segment, and the digest of what exactly went."""
        return {"segment": self.position, "payload": self.payload_digest}


def snowflake_time(x_id: str) -> dt.datetime:
    """When X gave out this id: its upper bits are milliseconds since X's own epoch."""
    milliseconds = (int(x_id) >> 22) + 1_288_834_974_657
    return dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC)
