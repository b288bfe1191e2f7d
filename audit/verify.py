"""Checking the trail: no gap, no stranger, no changed word, no other history than anchored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Max, Min

from audit.anchors import anchored
from audit.chain import GENESIS, Anchor
from audit.models import Event
from audit.spans import PARTS, follow_on_cores, split
from audit.stream import NOT_ANCHORED, Break, Span, follow

# Told how many events of how many are done.
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """How many events stand unbroken, and why the next one does not.

    ``anchor`` is the last of the given anchors that fits: up to there the history is beyond
    doubt, even if everything after it was sealed anew.
    """

    intact: int
    broken_at: int | None = None
    why: str = ""
    anchor: Anchor | None = None
    # Of ``verify_end``: the number of the newest event.
    newest: int | None = None


def verify(
    *,
    anchors: Sequence[Anchor] = (),
    since_anchor: bool = False,
    workers: int = 1,
    report: Report = lambda _done, _all: None,
) -> Verdict:
    """Walk the chain in order and stop at the first break.

    With ``since_anchor`` only the events after the last anchor are walked; the anchors before are
    compared all the same. ``intact`` counts what was walked; ``broken_at`` is the number of the
    first event that is provably not what was sealed. Memory does not grow with the trail.
    """
    bottom, top = _ends()
    if bottom < 1:
        return Verdict(0, 1, f"an event numbered {bottom} stands before the first")
    known = anchored(anchors)
    fitting = [number for number in known if number <= top] if since_anchor else []
    after = max(fitting, default=0)
    reached, broken = after, _old_break(known, after)
    if broken is None:
        reached, broken = _walk_after(after, top, known, workers, report)
    broken = broken or _cut_off(top, anchors)
    return _verdict(after, reached, broken, anchors)


def verify_end(count: int) -> Verdict:
    """Walk that many events at the end: two queries, however long the trail."""
    newest = Event.objects.order_by("-seq").values_list("seq", "seal")
    end = list(newest[: count + 1])
    if not end:
        return Verdict(0)
    after, previous = end[-1] if len(end) > count else (0, GENESIS)
    with connection.cursor() as cursor:
        walk = follow(cursor, Span(after, end[0][0], previous))
    return replace(_verdict(after, walk.reached, walk.broken, ()), newest=end[0][0])


def _ends() -> tuple[int, int]:
    """The smallest and the largest number; 1 and 0 of an empty trail."""
    ends = Event.objects.aggregate(bottom=Min("seq"), top=Max("seq"))
    return (1, 0) if ends["top"] is None else (ends["bottom"], ends["top"])


def _seals(numbers: Sequence[int]) -> dict[int, str]:
    return dict(Event.objects.filter(seq__in=numbers).values_list("seq", "seal"))


def _old_break(known: dict[int, str], until: int) -> Break | None:
    """The first anchor up to ``until`` whose event is gone or another one."""
    numbers = sorted(number for number in known if number <= until)
    found = _seals(numbers)
    for number in numbers:
        if number not in found:
            return Break(number, f"event {number} is missing")
        if found[number] != known[number]:
            return Break(number, NOT_ANCHORED)
    return None


def _walk_after(
    after: int, top: int, known: dict[int, str], workers: int, report: Report
) -> tuple[int, Break | None]:
    """The last intact number, and the break after it."""
    previous = _seals([after]).get(after) if after else GENESIS
    if previous is None:
        return after, Break(after, f"event {after} is missing")
    span = Span(after, top, previous, {n: seal for n, seal in known.items() if n > after})
    if workers > 1:
        return _walk_on_cores(span, workers, report)
    with connection.cursor() as cursor:
        walk = follow(cursor, span, lambda reached: report(reached - after, top - after))
    return walk.reached, walk.broken


def _walk_on_cores(span: Span, workers: int, report: Report) -> tuple[int, Break | None]:
    parts = split(span, PARTS * workers, _seals)
    reached = span.after
    for reached, broken in follow_on_cores(connection.get_connection_params(), parts, workers):
        report(reached - span.after, span.until - span.after)
        if broken:
            return reached, broken
    return reached, None


def _cut_off(top: int, anchors: Sequence[Anchor]) -> Break | None:
    beyond = min((anchor for anchor in anchors if anchor.count > top), default=None)
    if beyond is None:
        return None
    why = f"event {top + 1} is missing: on {beyond.date} there were {beyond.count}"
    return Break(top + 1, why)


def _verdict(after: int, reached: int, broken: Break | None, anchors: Sequence[Anchor]) -> Verdict:
    if broken is None:
        return Verdict(reached - after, anchor=max(anchors, default=None))
    fits = max((anchor for anchor in anchors if anchor.count < broken.at), default=None)
    why = broken.why
    if why == NOT_ANCHORED:
        begin = f"event {fits.count}, anchored on {fits.date}" if fits else "the beginning"
        why = f"{why}: the history was written anew somewhere after {begin}"
    return Verdict(reached - after, broken.at, why, fits)
