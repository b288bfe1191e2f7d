"""前回までの経過: the earlier rounds of a request, and what is new since the last judged one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.events import Verdict
from approvals.models import Decision
from approvals.route import Step, acted
from audit import wareki
from audit.events import Act
from audit.models import Event
from posts.diff import Piece, diff, replaced
from posts.models import Category, Image, Lane, Post, Revision
from posts.models.revision import read_parts
from posts.workflow import Status

# While a request is on its way to approval, its readers want to know what is new.
COMPARED = {
    Status.DRAFT,
    Status.RETURNED,
    Status.CHIEF_REVIEW,
    Status.PR_REVIEW,
    Status.HELD,
}


@dataclass(frozen=True)
class Round:
    """One submission: what was submitted, who acted on it, how it came back."""

    number: int
    submitted: Event
    revision: Revision
    decisions: tuple[Decision, ...]
    # Pulled back, or returned when it was approved already: acts that are no verdict.
    ends: tuple[Event, ...]

    @property
    def steps(self) -> list[Step]:
        """The acts of this round, as the route shows them."""
        return [*map(acted, self.decisions), *map(_came_back, self.ends)]

    @property
    def consents(self) -> list[Decision]:
        return [decision for decision in self.decisions if decision.consents]


@dataclass(frozen=True)
class Change:
    """One matter that reads differently now: its name, and the pieces of both wordings."""

    name: str
    pieces: tuple[Piece, ...]
    # Chosen, not written: the old stands before the new as a whole.
    whole: bool = False


@dataclass(frozen=True)
class Pictures:
    """The images at one place, before and after; None where there was or is none."""

    position: int
    before: Image | None
    after: Image | None


@dataclass(frozen=True)
class Changes:
    """What differs from the round that was judged last, whose consent has lapsed."""

    judged: Round
    texts: tuple[Change, ...]
    pictures: tuple[Pictures, ...]
    facts: tuple[Change, ...]

    @property
    def any(self) -> bool:
        return bool(self.texts or self.pictures or self.facts)


@dataclass(frozen=True)
class Rounds:
    """The rounds that are over, oldest first, and what is new for those who judge now."""

    over: tuple[Round, ...] = ()
    changes: Changes | None = None


def rounds_of(post: Post) -> Rounds:
    """One query for a request that was never submitted before, a constant number otherwise."""
    over = [(begin, after) for begin, after in _submissions(post) if _is_over(begin, post)]
    if not over:
        return Rounds()
    revisions = list(post.revisions.all())
    read_parts(revisions)
    by_digest = {revision.digest: revision for revision in revisions}
    decisions = list(Decision.objects.filter(post=post))
    rounds = tuple(
        _round(begin, after, by_digest[begin.digest], decisions) for begin, after in over
    )
    judged = next((r for r in reversed(rounds) if r.decisions), None)
    if judged is None or post.state not in COMPARED:
        return Rounds(rounds)
    return Rounds(rounds, _changes(judged, by_digest[post.revision.digest], post))


def _came_back(event: Event) -> Step:
    who = " ".join(filter(None, (event.actor_section, event.actor_title, event.actor_name)))
    return Step("stopped", str(Act(event.act).label), who, event.occurred_at, event.reason)


def _submissions(post: Post) -> list[tuple[Event, list[Event]]]:
    """Every submission, with what brought the request back afterwards."""
    acts = [Act.SUBMITTED, Act.SENT_BACK, Act.RECALLED]
    found: list[tuple[Event, list[Event]]] = []
    for event in Event.objects.about("post", str(post.code)).filter(act__in=acts):
        if event.act == Act.SUBMITTED:
            found.append((event, []))
        elif found:
            found[-1][1].append(event)
    return found


def _is_over(submitted: Event, post: Post) -> bool:
    """Whether consent given in this round counts no longer (docs/adr/0005)."""
    revised = post.revision.created_at > submitted.occurred_at
    return bool(submitted.detail["round"] < post.round or revised)


def _round(
    begin: Event, after: list[Event], revision: Revision, decisions: list[Decision]
) -> Round:
    number = begin.detail["round"]
    acts = tuple(decision for decision in decisions if decision.round == number)
    told = any(decision.verdict == Verdict.SEND_BACK for decision in acts)
    return Round(number, begin, revision, acts, () if told else tuple(after))


def _changes(judged: Round, now: Revision, post: Post) -> Changes:
    return Changes(
        judged,
        tuple(_texts(judged.revision, now)),
        tuple(_pictures(judged.revision, now)),
        tuple(_facts(judged, now, post)),
    )


def _texts(old: Revision, new: Revision) -> Iterator[Change]:
    before, after = old.content().texts, new.content().texts
    thread = max(len(before), len(after)) > 1
    for n, (was, is_now) in enumerate(zip_longest(before, after, fillvalue=""), start=1):
        if was != is_now:
            name = _("Text of post %(n)s") % {"n": n} if thread else _("Text")
            yield Change(name, diff(was, is_now))


def _pictures(old: Revision, new: Revision) -> Iterator[Pictures]:
    pairs = zip_longest(old.images.all(), new.images.all())
    for position, (was, is_now) in enumerate(pairs, start=1):
        if _shown(was) != _shown(is_now):
            yield Pictures(position, was, is_now)


def _shown(image: Image | None) -> tuple[str, str] | None:
    return (image.stored_id, image.alt_text) if image else None


def _facts(judged: Round, new: Revision, post: Post) -> Iterator[Change]:
    old = judged.revision
    chosen = [
        (_name("category"), _category(old.category), _category(new.category)),
        (_("Route"), _lane(judged.submitted.detail["lane"]), _lane(post.lane)),
        (_name("public_at"), _public(old.public_at), _public(new.public_at)),
        (_name("requested_at"), _wanted(old.requested_at), _wanted(new.requested_at)),
        (_name("not_after"), _moment(old.not_after), _moment(new.not_after)),
        (_name("reply_url"), old.reply_url, new.reply_url),
    ]
    written = [
        (_name("title"), old.title, new.title),
        (_("Reason for the exception"), judged.submitted.reason, post.exception_reason),
        (_name("benefit"), old.benefit, new.benefit),
        (_name("note"), old.note, new.note),
    ]
    yield from (Change(name, diff(*pair)) for name, *pair in written if pair[0] != pair[1])
    yield from (
        Change(name, replaced(*pair), whole=True) for name, *pair in chosen if pair[0] != pair[1]
    )


def _name(field: str) -> str:
    found = Revision._meta.get_field(field)
    assert isinstance(found, Field)
    return str(capfirst(str(found.verbose_name)))


def _category(value: str) -> str:
    return str(Category(value).label) if value else ""


def _lane(value: object) -> str:
    return str(Lane(str(value)).label)


def _public(moment: dt.datetime | None) -> str:
    return _moment(moment) or _("Already public")


def _wanted(moment: dt.datetime | None) -> str:
    return _moment(moment) or _("As soon as approved")


def _moment(moment: dt.datetime | None) -> str:
    return wareki.long(moment) if moment else ""
