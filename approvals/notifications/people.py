"""Who is told: the people on a step, those who were on the steps before, those above."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from accounts.models import Section, User, people_in, positions_with
from approvals.models import Decision, case_of
from posts.models import Channel, Post
from posts.workflow import Status


def holders(place: Section | Channel, *powers: str) -> list[User]:
    """Who holds one of these powers over a section or a channel today, deputies in force too."""
    return in_positions(positions_with(place, *powers))


def in_positions(positions: Collection[str]) -> list[User]:
    """Who holds one of these positions (``<section>:<role>``) today, or stands in there."""
    return list(people_in(positions, timezone.localdate()))


def chiefs(section: Section) -> list[User]:
    """Who decides for a section."""
    return holders(section, "decide_request")


def pr_section(channel: Channel) -> list[User]:
    """Who checks and decides what goes out on a channel."""
    return holders(channel, "confirm_post", "decide_post")


def pr_chiefs(channel: Channel) -> list[User]:
    """Who decides for the PR section, and the account manager (ガイドライン2(1))."""
    return holders(channel, "decide_post", "manage_channel")


def on_step(post: Post) -> list[User]:
    """Who can act on the post where it stands: neither its authors nor who has acted already."""
    if post.status == Status.CHIEF_REVIEW:
        people = chiefs(post.section)
    elif post.status == Status.PR_REVIEW:
        people = pr_section(post.channel)
    else:
        return []
    case = case_of(post)
    done = case.authors | {vote.person for vote in case.votes}
    return [person for person in people if person.pk not in done]


def involved(post: Post) -> list[User]:
    """Whose work this is: everybody who wrote it or acted on it in this round."""
    wrote = Q(pk=post.drafter_id) | Q(pk__in=post.revisions.values("author"))
    acted = Decision.objects.filter(post=post, round=post.round)
    people = User.objects.filter(wrote | Q(pk__in=acted.values("actor")), is_active=True)
    return list(people.order_by("staff_number"))


def above(post: Post) -> list[User]:
    """Who is told of an overdue step: the chief of the next part of the city hall above, where
    somebody holds that position; otherwise, and for the PR section's step, the account manager."""
    if post.status == Status.CHIEF_REVIEW:
        late = {person.pk for person in chiefs(post.section)}
        section = post.section.parent
        while section is not None:
            if found := [person for person in chiefs(section) if person.pk not in late]:
                return found
            section = section.parent
    return pr_chiefs(post.channel)
