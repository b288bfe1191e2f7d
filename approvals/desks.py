"""いまの担当: on whose desk each of many posts lies, and until when it is to be done."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from guardian.models import GroupObjectPermission

from accounts.models import Appointment, Deputy, Section, User
from accounts.roles import group_name
from approvals.deadlines import deadline_of, step_end
from approvals.models import Decision, PolicyVersion
from posts.models import Channel, Post, Revision
from posts.workflow import Status

WITH_AUTHOR = {Status.DRAFT, Status.RETURNED}
JUDGED = {Status.CHIEF_REVIEW, Status.PR_REVIEW}
WITH_PR = {Status.PR_REVIEW, Status.HELD, Status.FAILED, Status.UNCERTAIN}
WITH_SYSTEM = {Status.SCHEDULED, Status.PUBLISHING, Status.REMOVING}
# More names than this do not fit into a column.
NAMED = 2


@dataclass(frozen=True)
class Desk:
    """Who can act on a post now; until when, where a step of consent is awaited."""

    who: str = ""
    deadline: dt.datetime | None = None
    overdue: bool = False


def desks_of(posts: Sequence[Post], *, now: dt.datetime) -> dict[int, Desk]:
    """The desk of each post by its key, in a number of queries that is the same for any."""
    today = timezone.localdate(now)
    policy = PolicyVersion.objects.on(today)
    holders = _Holders.of(posts, today)
    done = _done_with(posts)
    desks = {}
    for post in posts:
        deadline = deadline_of(post, policy) if post.state in JUDGED else None
        desks[post.pk] = Desk(
            _who(post, holders, done[post.pk]), deadline, bool(deadline and deadline < now)
        )
    return desks


def overdue(policy: PolicyVersion, *, now: dt.datetime) -> Q:
    """The posts whose step of consent is past its deadline, as a condition of a query."""
    day = timezone.localdate(now)
    while step_end(day, policy) >= now:
        day -= dt.timedelta(days=1)
    after = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    wished = Q(current__requested_at__gt=F("status_since"))
    late = (wished & Q(current__requested_at__lt=now)) | (~wished & Q(status_since__lt=after))
    return Q(status__in=JUDGED) & late


def _who(post: Post, holders: _Holders, done: set[int]) -> str:
    if post.state in WITH_AUTHOR:
        return f"{post.section} {post.drafter}"
    if post.state in WITH_SYSTEM:
        return _("The system")
    if post.state == Status.CHIEF_REVIEW:
        return holders.name(post.section, done | {post.drafter_id})
    if post.state in WITH_PR:
        judged = post.state in JUDGED
        return holders.name(post.channel, done | {post.drafter_id} if judged else set())
    return ""


def _done_with(posts: Sequence[Post]) -> dict[int, set[int]]:
    """Who may not judge each post: whoever wrote it, whoever has acted on it in this round."""
    keys = [post.pk for post in posts]
    done: dict[int, set[int]] = defaultdict(set)
    wrote = Revision.objects.filter(post__in=keys).values_list("post", "author")
    acted = Decision.objects.filter(
        post__in=keys, revision=F("post__current"), round=F("post__round")
    )
    for post, person in [*wrote, *acted.values_list("post", "actor")]:
        done[post].add(person)
    return done


@dataclass(frozen=True)
class _Holders:
    """Who holds which power over the sections and channels of some posts."""

    # The people of a position ``<section>:<role>``, those who stand in for it last.
    people: dict[str, list[User]] = field(default_factory=lambda: defaultdict(list))
    # The positions with the power to act, by model and key.
    positions: dict[tuple[type[Model], int], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def of(cls, posts: Iterable[Post], day: dt.date) -> _Holders:
        holders = cls()
        holders._grant(Section, {post.section_id for post in posts}, ["decide_request"])
        holders._grant(
            Channel, {post.channel_id for post in posts}, ["confirm_post", "decide_post"]
        )
        wanted = {key for keys in holders.positions.values() for key in keys}
        holders._seat(wanted, day)
        return holders

    def name(self, target: Section | Channel, not_these: set[int]) -> str:
        """「所属 氏名、氏名 ほか2人」; nobody is said to be nobody."""
        found: dict[int, User] = {}
        for position in self.positions[type(target), target.pk]:
            found |= {p.pk: p for p in self.people[position] if p.pk not in not_these}
        section = target.section if isinstance(target, Channel) else target
        names = [person.name for person in found.values()]
        if not names:
            return _("%(section)s (nobody there can act today)") % {"section": section}
        said = "、".join(names[:NAMED])
        more = len(names) - NAMED
        if more > 0:
            others = ngettext("and %(more)s other", "and %(more)s others", more) % {"more": more}
            said = f"{said} {others}"
        return f"{section} {said}"

    def _grant(self, model: type[Model], keys: set[int], powers: Collection[str]) -> None:
        granted = GroupObjectPermission.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_pk__in=[str(key) for key in keys],
            permission__codename__in=powers,
        )
        rows = granted.order_by("group__name").values_list("object_pk", "group__name").distinct()
        for key, position in rows:
            self.positions[model, int(key)].append(position)

    def _seat(self, wanted: set[str], day: dt.date) -> None:
        codes = {position.rpartition(":")[0] for position in wanted}
        there = Appointment.objects.on(day).filter(section__code__in=codes, user__is_active=True)
        since: dict[str, list[Appointment]] = defaultdict(list)
        for held in there.select_related("user", "section"):
            key = group_name(held.section.code, held.role)
            since[key].append(held)
            self.people[key].append(held.user)
        in_office = Appointment.objects.on(day).filter(user=OuterRef("user"))
        deputies = Deputy.objects.on(day).filter(
            Exists(in_office), section__code__in=codes, user__is_active=True
        )
        for deputy in deputies.select_related("user", "section"):
            key = group_name(deputy.section.code, deputy.role)
            away = [a for a in since[key] if a.since <= deputy.since]
            if any(a.user_id != deputy.user_id for a in away):
                self.people[key].append(deputy.user)
