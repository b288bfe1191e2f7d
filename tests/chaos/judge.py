"""The judge: what the database believes, what the trail says and what X holds, id by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.stack.account import Seen, plain

IN_FRONT_OF_A_PERSON = ("held", "uncertain", "failed")


@dataclass(frozen=True)
class Belief:
    """What the application says of one approved post.

    ``ids``: X's id of each segment that it takes for posted, else empty. ``open_at``: the
    segment whose outcome it calls unknown. ``moving``: it will go on by itself.
    ``trail_ids`` and ``trail_status``: the same, read from the trail alone. ``words``: what it
    tells the person in front of whom it lies. ``last_try``: for whoever looks into a post that
    is stuck.
    """

    key: str
    status: str
    segments: tuple[str, ...]
    images: int
    ids: tuple[str, ...]
    open_at: int | None
    moving: bool
    trail_ids: tuple[str, ...]
    trail_status: str
    words: str
    last_try: str = ""


@dataclass
class Verdict:
    """One post: where it stands, and everything that is wrong with that."""

    key: str
    standing: str
    lost: bool = False
    doubled: bool = False
    complaints: list[str] = field(default_factory=list)

    @property
    def stuck(self) -> bool:
        return self.standing == "stuck"

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.stuck or self.complaints)


def judge(beliefs: Sequence[Belief], public: Iterable[Seen]) -> tuple[list[Verdict], list[Seen]]:
    """A verdict on every post, and what X holds that nobody approved."""
    by_text: dict[str, list[Seen]] = defaultdict(list)
    for seen in public:
        by_text[seen.text].append(seen)
    verdicts = [
        _verdict(belief, [by_text.pop(plain(text), []) for text in belief.segments])
        for belief in beliefs
    ]
    return verdicts, [seen for strangers in by_text.values() for seen in strangers]


def _verdict(belief: Belief, public: list[list[Seen]]) -> Verdict:
    verdict = Verdict(belief.key, _standing(belief))
    for position, (believed, found) in enumerate(zip(belief.ids, public, strict=True)):
        _compare(verdict, belief, position, believed, [seen.id for seen in found])
    _compare_shape(verdict, belief, public)
    _compare_words(verdict, belief)
    if verdict.stuck:
        verdict.complaints.append(f"still {belief.status}: {belief.last_try}")
    return verdict


def _standing(belief: Belief) -> str:
    if belief.moving:
        return "stuck"
    if belief.status == "published" or belief.status in IN_FRONT_OF_A_PERSON:
        return belief.status
    return "stuck"


def _compare(
    verdict: Verdict, belief: Belief, position: int, believed: str, found: list[str]
) -> None:
    """One segment: what is said of it against what is there."""
    where = f"segment {position}"
    if len(found) > 1:
        verdict.doubled = True
        verdict.complaints.append(f"{where} is on X {len(found)} times: {', '.join(found)}")
    elif believed and not found:
        verdict.lost = True
        verdict.complaints.append(f"{where} is said to be on X as {believed}, and is not")
    elif believed and found != [believed]:
        verdict.complaints.append(f"{where} is said to be {believed}, X has {found[0]}")
    elif not believed and belief.status == "published":
        verdict.lost = not found
        verdict.complaints.append(f"{where} has no id, though the post is said to be published")
    elif not believed and found and position != belief.open_at:
        verdict.complaints.append(f"{where} is said not to be on X, and is: {found[0]}")


def _compare_shape(verdict: Verdict, belief: Belief, public: list[list[Seen]]) -> None:
    """The images of the first segment, and that each segment answers the one before it."""
    before = ""
    for position, found in enumerate(public):
        for seen in found:
            expected = 0 if position else belief.images
            if seen.images != expected:
                verdict.complaints.append(f"{seen.id} has {seen.images} images, not {expected}")
            if seen.reply_to != before:
                verdict.complaints.append(f"{seen.id} answers {seen.reply_to!r}, not {before!r}")
        before = found[0].id if found else ""


def _compare_words(verdict: Verdict, belief: Belief) -> None:
    if belief.trail_ids != belief.ids:
        verdict.complaints.append(f"the trail has {belief.trail_ids}, the rows {belief.ids}")
    if belief.trail_status != belief.status:
        verdict.complaints.append(f"{belief.status}, but the trail ends at {belief.trail_status}")
    if belief.status in IN_FRONT_OF_A_PERSON and not belief.words:
        verdict.complaints.append(f"{belief.status} without a word of explanation")


def closing_line(approved: int, verdicts: Sequence[Verdict], seed: str) -> str:
    """``lost`` counts approved posts that the application does not know, too."""
    sound = [verdict.standing for verdict in verdicts if verdict.sound]
    lost = sum(verdict.lost for verdict in verdicts) + approved - len(verdicts)
    doubled = sum(verdict.doubled for verdict in verdicts)
    stuck = sum(verdict.stuck for verdict in verdicts)
    return (
        f"chaos: {approved} approved, {sound.count('published')} published once, "
        f"{sound.count('held')} held, {sound.count('uncertain')} uncertain, "
        f"{sound.count('failed')} failed; {lost} lost, {doubled} doubled, {stuck} stuck; "
        f"seed {seed}"
    )
