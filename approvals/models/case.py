"""A post as the rule sees it, and who may act on it, read from the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, User, positions_by_power, positions_over, seats_of
from accounts.roles import group_name
from approvals.models.decision import Decision
from approvals.models.dossier import Dossier, dossier_of
from approvals.policy import Case, Place, Standing
from posts.models import Post

PR_POWERS = ("confirm_post", "decide_post")


def case_of(post: Post) -> Case:
    """The post as the rule sees it. Read it under the row lock before acting on it."""
    return dossier_of(post).case()


def standing_of(user: User, post: Post) -> Standing:
    """What this person's positions allow for this post today, those stood in for included."""
    seats = seats_of(user, timezone.localdate())
    if not seats:
        return Standing(user.pk)
    over_section = positions_by_power(post.section)
    over_channel = positions_by_power(post.channel)
    places = (
        Place(
            seat,
            may_decide_request=seat.key in over_section.get("decide_request", ()),
            may_confirm=seat.key in over_channel.get("confirm_post", ()),
            may_decide_post=seat.key in over_channel.get("decide_post", ()),
        )
        for seat in seats
    )
    return Standing(user.pk, tuple(places))


def all_moved_on(dossier: Dossier) -> bool:
    """Whether the consent has to be renewed after a transfer."""
    return bool(moved_on([dossier], timezone.localdate()))


def moved_on(dossiers: Sequence[Dossier], today: dt.date) -> frozenset[int]:
    """The posts whose consent has to be renewed after a transfer, by primary key; two queries.

    Everybody who checked or decided has left the section that runs the channel: nobody there
    knows the post any more. It is put on hold, and one of today's people checks it.
    """
    powers = positions_over({dossier.post.channel for dossier in dossiers})
    consents = [decision for dossier in dossiers for decision in dossier.consents]
    held = _held_today(consents, today)
    return frozenset(
        dossier.post.pk
        for dossier in dossiers
        if not any(
            _still_there(decision, _desks(powers[dossier.post.channel_id]), held)
            for decision in dossier.consents
        )
    )


def _desks(powers: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(powers.get(power, frozenset()) for power in PR_POWERS))


def _held_today(consents: Sequence[Decision], today: dt.date) -> list[tuple[int, str, dt.date]]:
    """Who holds which position since when: of those who consented, and of those whom a deputy
    stood in for."""
    sections = {decision.seat.rpartition(":")[0] for decision in consents if decision.on_behalf_of}
    concerned = Q(user__in=[d.actor_id for d in consents]) | Q(section__code__in=sections)
    rows = Appointment.objects.on(today).filter(concerned).order_by()
    found = rows.values_list("user_id", "section__code", "role", "since")
    return [(user, group_name(code, role), since) for user, code, role, since in found]


def _still_there(
    decision: Decision, desks: frozenset[str], held: Sequence[tuple[int, str, dt.date]]
) -> bool:
    if decision.on_behalf_of:
        # 代決: whoever was away holds the position still.
        day = timezone.localdate(decision.decided_at)
        return any(key == decision.seat and since <= day for _user, key, since in held)
    return any(user == decision.actor_id and key in desks for user, key, _since in held)
