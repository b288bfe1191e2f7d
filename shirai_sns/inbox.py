"""受信箱: what lies on a person's desk, as querysets over all rooms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Section, User, seats_of, within_reach
from accounts.seats import Seat
from approvals.desks import overdue
from approvals.models import (
    AfterReview,
    Concurrence,
    ConcurrenceAnswer,
    Decision,
    PolicyVersion,
    Receipt,
)
from posts.models import Channel, Lane, Post, Revision
from posts.models.post import PostQuerySet
from posts.workflow import Status

NEEDS_PR = (Status.HELD, Status.FAILED, Status.UNCERTAIN)
ON_THE_WAY = (
    Status.SCHEDULED,
    Status.PUBLISHING,
    Status.PUBLISHED,
    Status.REMOVING,
    Status.REMOVED,
    *NEEDS_PR,
)
JUDGED = (Status.CHIEF_REVIEW, Status.PR_REVIEW)
PR_POWERS = ("confirm_post", "decide_post")
# The home page is no archive: of what is late, the longest first.
SHOWN = 20
URGENT_FIRST = Case(
    When(lane=Lane.URGENT, then=Value(0)), default=Value(1), output_field=IntegerField()
)

_PlaceT = TypeVar("_PlaceT", Section, Channel)


@dataclass(frozen=True)
class Inbox:
    """One person's desk today, in all positions they hold or stand in for."""

    user: User

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        return seats_of(self.user, timezone.localdate())

    @cached_property
    def own(self) -> tuple[Seat, ...]:
        """A deputy decides for whoever is away; mending and looking afterwards is no deputy's."""
        return tuple(seat for seat in self.seats if not seat.is_deputy)

    def todo(self) -> PostQuerySet:
        """未処理: what this person can act on now; urgent on top, then the oldest first."""
        stuck = Q(status__in=NEEDS_PR, channel__in=self._reach(Channel, *PR_POWERS))
        return self._listed(self._awaiting | self._to_mend | stuck | self._by_hand)

    def upcoming(self) -> PostQuerySet:
        """What awaits this person's word: 未処理 without what they mend or keep on hold."""
        return self._listed(self._awaiting)

    def returned(self) -> PostQuerySet:
        """差戻し: what the own sections have to mend."""
        return self._listed(self._to_mend)

    def done(self) -> PostQuerySet:
        """処理済: what this person has decided or checked, the latest first."""
        decided = Decision.objects.filter(post=OuterRef("pk"), actor=self.user)
        return Post.objects.filter(Exists(decided)).with_people().order_by("-status_since")

    def mine(self) -> PostQuerySet:
        """自分の依頼."""
        return Post.objects.filter(drafter=self.user).with_people().order_by("-pk")

    def outgoing(self) -> PostQuerySet:
        """予約・投稿済: what is approved, from waiting to removed, as far as one may read it."""
        found = Post.objects.visible_to(self.user).filter(status__in=ON_THE_WAY)
        return found.with_people().order_by("-status_since")

    def afterwards(self) -> QuerySet[AfterReview]:
        """後閲・事後確認待ち: owed by a position held in person, what is due first on top."""
        return _with_case(self._owed)

    def managed(self) -> QuerySet[Channel]:
        """The channels that this person is the account manager of (ガイドライン2(1))."""
        return self._reach(Channel, "manage_channel")

    @property
    def _awaiting(self) -> Q:
        asked = Q(Exists(self._asked_here), status__in=JUDGED)
        return self._to_judge | asked | Q(Exists(self._unread_here)) | Q(Exists(self._owed_here))

    @property
    def _to_judge(self) -> Q:
        deciding = Q(status=Status.CHIEF_REVIEW, section__in=self._reach(Section, "decide_request"))
        checking = Q(status=Status.PR_REVIEW, channel__in=self._reach(Channel, *PR_POWERS))
        wrote = Revision.objects.filter(post=OuterRef("pk"), author=self.user)
        acted = Decision.objects.filter(
            post=OuterRef("pk"), round=OuterRef("round"), actor=self.user
        )
        own = Q(drafter=self.user) | Q(Exists(wrote)) | Q(Exists(acted))
        return (deciding | checking) & ~own

    @property
    def _asked_here(self) -> QuerySet[Concurrence]:
        """合議: a section that this person decides for has not answered this round."""
        answered = ConcurrenceAnswer.objects.filter(
            concurrence=OuterRef("pk"),
            revision=OuterRef("post__current"),
            round=OuterRef("post__round"),
        )
        return Concurrence.objects.filter(
            ~Exists(answered),
            post=OuterRef("pk"),
            withdrawn_at=None,
            section__in=self._reach(Section, "decide_request"),
        )

    @property
    def _unread_here(self) -> QuerySet[Receipt]:
        """回覧: shown to this person and not yet marked as read."""
        return Receipt.objects.filter(
            circulation__post=OuterRef("pk"), reader=self.user, read_at=None
        )

    @property
    def _by_hand(self) -> Q:
        """What a person of the PR section has to post on X, or to remove there, by hand."""
        due = Q(status=Status.SCHEDULED, due_at__lte=timezone.now())
        under_way = Q(status__in=[Status.PUBLISHING, Status.REMOVING])
        channels = self._reach(Channel, *PR_POWERS).filter(mode=Channel.Mode.MANUAL)
        return (due | under_way) & Q(channel__in=channels)

    @property
    def _to_mend(self) -> Q:
        own = within_reach(self.own, ["submit_request"], Section)
        return Q(status=Status.RETURNED, section__in=own)

    @property
    def _owed(self) -> QuerySet[AfterReview]:
        """Whoever decided as the deputy and holds the position since does not inspect it."""
        positions = Q(pk=None)
        for seat in self.own:
            positions |= Q(section__code=seat.position_section, role=seat.role)
        owed = AfterReview.objects.filter(positions, done_at=None)
        return owed.exclude(decision__actor=self.user)

    @property
    def _owed_here(self) -> QuerySet[AfterReview]:
        return self._owed.filter(post=OuterRef("pk"))

    def _reach(self, model: type[_PlaceT], *powers: str) -> QuerySet[_PlaceT]:
        return within_reach(self.seats, powers, model)

    def _listed(self, condition: Q) -> PostQuerySet:
        """Urgent on top, then the oldest first; marked where not the text is to be judged."""
        found = Post.objects.filter(condition).with_people()
        found = found.annotate(
            asked=Exists(self._asked_here),
            unread=Exists(self._unread_here),
            owed=Exists(self._owed_here),
        )
        return found.order_by(URGENT_FIRST, "status_since", "pk")


@dataclass(frozen=True)
class Watch:
    """What the account manager keeps an eye on, over all sections (ガイドライン2(1))."""

    late: list[AfterReview]
    stuck: list[Post]


def watch(channels: QuerySet[Channel], *, now: dt.datetime) -> Watch:
    """Overdue 事後確認 and 後閲, and the cases that do not move; the longest first."""
    today = timezone.localdate(now)
    late = AfterReview.objects.filter(post__channel__in=channels, done_at=None, due_on__lt=today)
    still = Q(status__in=NEEDS_PR) | overdue(PolicyVersion.objects.on(today), now=now)
    stuck = Post.objects.filter(still, channel__in=channels).with_people()
    return Watch(list(_with_case(late)[:SHOWN]), list(stuck.order_by("status_since")[:SHOWN]))


def _with_case(reviews: QuerySet[AfterReview]) -> QuerySet[AfterReview]:
    related = ("post", "post__current", "post__section", "section", "decision")
    return reviews.select_related(*related).order_by("due_on", "pk")
