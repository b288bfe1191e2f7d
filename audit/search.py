"""Finding events: by any run of characters, a page at a time, fast at a million events.

The words of an event stand in ``audit_event.words`` with an x around every character (migration
0005 says why), so that one index answers for one character as well as for a sentence.
"""

from __future__ import annotations

import bisect
import datetime as dt
import string
import unicodedata
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower, Replace
from django.utils import timezone

from audit.models import Event, EventQuerySet

PAGE_SIZE = 50
# Up to here hits are counted; beyond, the page says "or more".
COUNTED = 5_000
# So many events are read one by one before the index is asked.
NEARBY = 20_000
# From so many characters on a text is looked up by pairs.
LONG = 4
LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# No clock is set back by as much: an event that is so much older than a moment, or younger,
# has none behind it, or before it, from the other side of that moment.
CLOCK_STEP = dt.timedelta(days=1)


def fold(text: str) -> str:
    """As ``audit_words`` does: full-width and half-width are one, A is a, no blanks."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").translate(LOWER)


def having(text: str) -> Q:
    """Events that contain this run of characters; blanks inside it do not matter.

    The index is asked for pairs of neighbours only: whatever holds all of them is rare enough
    to be read, and every further trigram would cost another walk through its list.
    """
    folded = fold(text)
    spaced = "x" + "".join(f"{character}x" for character in folded)
    if len(folded) < LONG:
        return _like(spaced)
    starts = {*range(0, len(folded) - 1, 2), len(folded) - 2}
    found = Q(
        Func(
            Value(spaced),
            template='strpos("audit_event"."words", %(expressions)s) > 0',
            output_field=models.BooleanField(),
        )
    )
    for start in sorted(starts):
        found &= _like("x".join(folded[start : start + 2]))
    return found


def _like(part: str) -> Q:
    pattern = part.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return Q(
        Func(
            Value(f"%{pattern}%"),
            template='"audit_event"."words" LIKE %(expressions)s',
            output_field=models.BooleanField(),
        )
    )


def having_all(text: str) -> Q:
    """Events that contain every one of these words."""
    found = Q()
    for word in unicodedata.normalize("NFKC", text).split():
        found &= having(word)
    return found


def by_person(events: EventQuerySet, person: str) -> EventQuerySet:
    """What somebody did, or others on their behalf: a staff number or a part of a name."""
    if any(character.isdecimal() for character in person):
        # No name has a digit in it.
        return events.filter(actor_number=unicodedata.normalize("NFKC", person).strip())
    wanted = fold(person)
    return (
        events.filter(having(person))
        .alias(name=_folded("actor_name"), whom=_folded("on_behalf_of"))
        .filter(Q(name__contains=wanted) | Q(whom__contains=wanted))
    )


def by_section(events: EventQuerySet, section: str) -> EventQuerySet:
    """What was done in a section, named whole or in part."""
    folded = events.filter(having(section)).alias(section=_folded("actor_section"))
    return folded.filter(section__contains=fold(section))


def about_number(events: EventQuerySet, number: str) -> EventQuerySet:
    """The acts on the post with this number."""
    return events.filter(
        having(number), subject_kind="post", subject_label__startswith=f"{number} "
    )


def between(
    events: EventQuerySet, first: dt.datetime | None, end: dt.datetime | None, last: int | None
) -> EventQuerySet:
    """The events from ``first`` on and before ``end``; ``last`` is ``last_before(end)``.

    The trail is read newest first; without its numbers the years after a period would be read
    through to get there.
    """
    if first is not None:
        earlier = Event.objects.filter(occurred_at__lt=first - CLOCK_STEP)
        after = earlier.order_by("-occurred_at").values_list("seq", flat=True).first() or 0
        events = events.filter(occurred_at__gte=first, seq__gt=after)
    if end is not None:
        events = events.filter(occurred_at__lt=end)
    return events if last is None else events.filter(seq__lte=last)


def last_before(end: dt.datetime | None) -> int | None:
    """A number that no event before this moment exceeds; nothing when the newest one may be."""
    if end is None or end > timezone.now():
        return None
    later = Event.objects.filter(occurred_at__gte=end + CLOCK_STEP).order_by("occurred_at")
    following = later.values_list("seq", flat=True).first()
    return None if following is None else following - 1


def _folded(column: str) -> Lower:
    """A name as ``fold`` leaves it; the city's own names need no more than this."""
    unspaced = Replace(F(column), Value(" "), Value(""))
    return Lower(Replace(unspaced, Value("\u3000"), Value("")))


@dataclass(frozen=True)
class Page:
    """Some events, the latest first, and the numbers where the pages beside them begin."""

    events: list[Event]
    # How many there are in all; None for more than COUNTED.
    total: int | None
    # Of the first event on the page among all of them, from 1; None when they are uncounted.
    start: int | None = None
    newer_than: int | None = None
    older_than: int | None = None

    @property
    def end(self) -> int | None:
        """Of the last event on the page among all of them."""
        return self.start + len(self.events) - 1 if self.start else None


def page(
    events: EventQuerySet,
    *,
    top: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> Page:
    """The page that follows event ``before``, or precedes event ``after``, or the first.

    ``top`` is a number that none of the events exceeds, when one is known.

    Every page costs the same (a key, no offset). Few hits are all looked up first: that counts
    them, and it keeps a rare word from being sought event by event through the whole trail.
    """
    hits = list(events.order_by().values_list("seq", flat=True)[: COUNTED + 1])
    if len(hits) > COUNTED:
        return _uncounted(events, top, before, after)
    hits.sort()
    # The page is hits[low:high]; hits are in the order of the trail.
    if after is not None:
        low = bisect.bisect_right(hits, after)
        high = min(low + PAGE_SIZE, len(hits))
    else:
        high = len(hits) if before is None else bisect.bisect_left(hits, before)
        low = max(high - PAGE_SIZE, 0)
    shown = list(Event.objects.filter(seq__in=hits[low:high]).order_by("-seq"))
    return Page(
        shown,
        len(hits),
        len(hits) - high + 1,
        newer_than=shown[0].seq if shown and high < len(hits) else None,
        older_than=shown[-1].seq if shown and low > 0 else None,
    )


def _uncounted(
    events: EventQuerySet, top: int | None, before: int | None, after: int | None
) -> Page:
    """A page among so many hits that they are found nearby, or else all looked through."""
    if after is not None:
        wanted = events.filter(seq__gt=after)
        shown = _first_of(wanted, wanted.filter(seq__lte=after + NEARBY), F("seq").asc())
        more_newer, more_older = len(shown) > PAGE_SIZE, True
        shown = shown[:PAGE_SIZE][::-1]
    else:
        newest = _newest() if top is None else top
        begin = newest + 1 if before is None else min(before, newest + 1)
        wanted = events.filter(seq__lt=begin)
        shown = _first_of(wanted, wanted.filter(seq__gte=begin - NEARBY), F("seq").desc())
        more_newer, more_older = before is not None, len(shown) > PAGE_SIZE
        shown = shown[:PAGE_SIZE]
    return Page(
        shown,
        None,
        newer_than=shown[0].seq if shown and more_newer else None,
        older_than=shown[-1].seq if shown and more_older else None,
    )


def _first_of(wanted: EventQuerySet, nearby: EventQuerySet, order: OrderBy) -> list[Event]:
    """A page of events and one more.

    When there are not enough of them nearby, all are fetched and sorted: the sum keeps
    PostgreSQL from walking through the trail event by event to wherever they lie.
    """
    shown = list(nearby.order_by(order)[: PAGE_SIZE + 1])
    if len(shown) > PAGE_SIZE:
        return shown
    anywhere = F("seq") + 0
    return list(
        wanted.order_by(anywhere.desc() if order.descending else anywhere.asc())[: PAGE_SIZE + 1]
    )


def _newest() -> int:
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
