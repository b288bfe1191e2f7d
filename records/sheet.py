"""起案用紙: everything that stands on the decision sheet of one case."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.events import Stage, Verdict
from approvals.models import AfterReview, Decision, Declaration, PolicyVersion
from approvals.route import surname
from audit import wareki
from audit.events import Act
from audit.models import Event
from posts.models import Image, Post, Revision, Segment
from posts.text import count
from publishing.models import Attempt, snowflake_time
from records.masking import MASK, Masking


@dataclass(frozen=True)
class Seal:
    """One box of the row of stamps. Without a name it stays empty."""

    box: str
    top: str = ""
    name: str = ""
    date: str = ""
    who: str = ""
    mark: str = ""
    double: bool = False


@dataclass(frozen=True)
class Picture:
    """An image with its words; ``source`` is an address, or the bytes themselves for print."""

    source: str
    alt_text: str
    width: int
    height: int


@dataclass(frozen=True)
class Printed:
    """One post of the thread, with its length in full-width characters."""

    text: str
    full_width: int


@dataclass(frozen=True)
class Answer:
    """確認事項: who answered them when, and why a warning was passed by."""

    who: str
    when: dt.datetime
    items: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the course: when, who, on whose behalf, what, why."""

    when: dt.datetime
    who: str
    on_behalf_of: str
    act: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet; the template only sets them."""

    post: Post
    revision: Revision
    title: str
    note: str
    exception_reason: str
    benefit: str
    drafter: str
    retention_years: int
    decided_at: dt.datetime | None
    posted_at: dt.datetime | None
    requesting_seals: tuple[Seal, ...]
    pr_seals: tuple[Seal, ...]
    segments: tuple[Printed, ...]
    pictures: tuple[Picture, ...]
    answers: tuple[Answer, ...]
    course: tuple[Line, ...]


def sheet_of(post: Post, *, self_contained: bool = False, masking: Masking | None = None) -> Sheet:
    """Read one case. ``self_contained``: images as data, for a sheet that is not in a browser.

    ``masking`` covers names wherever they stand, a stamp's surname with them.
    """
    cover = masking or Masking()
    revision = post.revision
    decisions = list(Decision.objects.of_round(post).consenting())
    course = tuple(_line(event, cover) for event in Event.objects.about("post", str(post.code)))
    policy = PolicyVersion.objects.on(timezone.localdate())
    return Sheet(
        post=post,
        revision=revision,
        title=cover(revision.title),
        note=cover(revision.note),
        exception_reason=cover(post.exception_reason),
        benefit=cover(revision.benefit),
        # As they stood when drafting: people move, the sheet does not.
        drafter=course[0].who if course else "",
        retention_years=policy.retention_of(revision.category),
        decided_at=decisions[-1].decided_at if decisions else None,
        posted_at=_posted_at(post),
        requesting_seals=tuple(_covered(_requesting_seals(post, decisions), cover)),
        pr_seals=tuple(_covered(_pr_seals(post, decisions), cover)),
        segments=tuple(_printed(segment, cover) for segment in revision.segments.all()),
        pictures=tuple(_pictures(post, self_contained, cover)),
        answers=tuple(_answers(post, cover)),
        course=course,
    )


def _line(event: Event, cover: Masking) -> Line:
    who = " ".join(filter(None, (event.actor_section, event.actor_title, event.actor_name)))
    return Line(
        event.occurred_at,
        cover(who),
        cover(event.on_behalf_of),
        str(Act(event.act).label),
        cover(event.reason),
    )


def _answers(post: Post, cover: Masking) -> Iterator[Answer]:
    given = Declaration.objects.filter(post=post, revision=post.revision, round=post.round)
    for answer in given:
        yield Answer(
            cover(f"{answer.person_title} {answer.person_name}".strip()),
            answer.made_at,
            len(answer.answers),
            tuple(cover(str(reason)) for reason in answer.reasons.values()),
        )


def _covered(seals: list[Seal], cover: Masking) -> Iterator[Seal]:
    for seal in seals:
        hidden = bool(seal.who) and cover(seal.who) != seal.who
        yield replace(seal, name=MASK, who="") if hidden else seal


def _posted_at(post: Post) -> dt.datetime | None:
    last = Attempt.objects.posted().filter(post=post).order_by("position").last()
    return snowflake_time(last.x_id) if last else None


def _requesting_seals(post: Post, decisions: list[Decision]) -> list[Seal]:
    """Right to left as on paper: the drafter stands outermost."""
    drafted = Seal(
        _("Drafted"),
        top=_("Draft"),
        name=surname(post.drafter.name),
        date=wareki.stamp(post.submitted_at or post.created_at),
        who=post.drafter.name,
    )
    chief = [_seal(d) for d in decisions if d.stage == Stage.CHIEF] or [Seal(_("Section chief"))]
    return [*_afterwards(post, post.section_id), *chief, drafted]


def _pr_seals(post: Post, decisions: list[Decision]) -> list[Seal]:
    given = [_seal(d) for d in decisions if d.stage == Stage.PR]
    return [*_afterwards(post, post.channel.section_id), *given] or [Seal(_("Check")), Seal("")]


def _seal(decision: Decision) -> Seal:
    label = str(Verdict(decision.verdict).label)
    return Seal(
        decision.actor_title or label,
        top=label,
        name=surname(decision.actor_name),
        date=wareki.stamp(decision.decided_at),
        who=f"{decision.actor_section} {decision.actor_title} {decision.actor_name}",
        mark="代" if decision.on_behalf_of else "",
    )


def _afterwards(post: Post, section_id: int) -> list[Seal]:
    """事後確認 and 後閲 that have been given, with a double line."""
    given = AfterReview.objects.filter(post=post, section_id=section_id, done_at__isnull=False)
    return [
        Seal(
            review.done_by_title,
            top=_("Inspected") if review.kind == AfterReview.Kind.INSPECT else _("Acknowledged"),
            name=surname(review.done_by_name),
            date=wareki.stamp(review.done_at),
            who=f"{review.done_by_title} {review.done_by_name}",
            double=True,
        )
        for review in given
        if review.done_at
    ]


def _printed(segment: Segment, cover: Masking) -> Printed:
    return Printed(cover(segment.text), count(segment.text).full_width)


def _pictures(post: Post, self_contained: bool, cover: Masking) -> list[Picture]:
    shown = post.revision.images.select_related("stored")
    return [
        Picture(
            _data(image) if self_contained else reverse("posts:image", args=[post.code, image.pk]),
            cover(image.alt_text),
            image.stored.width,
            image.stored.height,
        )
        for image in shown
    ]


def _data(image: Image) -> str:
    encoded = base64.b64encode(bytes(image.stored.content)).decode("ascii")
    return f"data:{image.stored.media_type};base64,{encoded}"
