"""A post as the rule sees it, read from the rows."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, User, positions_by_power, seats_of
from accounts.roles import group_name
from approvals.events import Stage
from approvals.models.decision import Decision
from approvals.models.policy import PolicyVersion
from approvals.models.talk import Concurrence, ConcurrenceAnswer
from approvals.policy import Case, Place, Rule, Standing, stage_complete
from posts.models import Post

PR_POWERS = ("confirm_post", "decide_post")


def case_of(post: Post) -> Case:
    """The post as the rule sees it. Read it under the row lock before acting on it."""
    authors = {post.drafter_id, *post.revisions.values_list("author_id", flat=True)}
    answers = list(
        ConcurrenceAnswer.objects.filter(
            concurrence__post=post, revision=post.revision, round=post.round
        )
    )
    # An objection stays one when the section is no longer asked: that would be a way around.
    objections = [answer.said_at for answer in answers if not answer.agreed]
    asked = Concurrence.objects.filter(post=post, withdrawn_at=None)
    unanswered = asked.exclude(pk__in=[answer.concurrence_id for answer in answers]).count()
    last_objection = max(objections, default=None)
    votes = tuple(
        replace(
            decision.vote,
            before_objection=last_objection is not None and decision.decided_at < last_objection,
        )
        for decision in Decision.objects.of_round(post)
    )
    return Case(
        status=post.status,
        authors=frozenset(authors),
        votes=votes,
        is_reply=bool(post.revision.reply_to),
        unanswered=unanswered,
        objected=bool(objections),
    )


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


def rule_of(post: Post) -> Rule:
    """The rule this round is judged by: that of its latest consenting decision in the PR
    section; before there is one, what is in force today (ADR 10)."""
    consent = Decision.objects.of_round(post).consenting().filter(stage=Stage.PR)
    latest = consent.select_related("policy").last()
    if latest is None:
        return PolicyVersion.objects.on(timezone.localdate()).rule()
    decided_on = timezone.localdate(latest.decided_at)
    return (latest.policy or PolicyVersion.objects.on(decided_on)).rule()


def consent_gap(post: Post) -> str:
    """Why this post may not be published as it stands; an empty string when it may.

    Everything is recomputed from the rows: the digest of what would be sent, and the quorum
    for exactly that revision. Called by the worker just before it speaks.
    """
    revision = post.revision
    if revision.digest != revision.expected_digest():
        return _("The content or the destination is not the one that was approved.")
    case, rule = case_of(post), rule_of(post)
    if not stage_complete(Stage.PR, case, rule):
        return _("The approval of the PR section is not complete for this revision.")
    if not post.skips_chief and not stage_complete(Stage.CHIEF, case, rule):
        return _("The requesting chief has not decided on this revision.")
    return ""


def all_moved_on(post: Post) -> str:
    """Why the consent has to be renewed after a transfer; an empty string when it need not.

    Everybody who checked or decided has left the section that runs the channel: nobody there
    knows the post any more. It is put on hold, and one of today's people checks it.
    """
    consent = Decision.objects.of_round(post).consenting().filter(stage=Stage.PR)
    powers = positions_by_power(post.channel)
    positions = frozenset().union(*(powers.get(power, frozenset()) for power in PR_POWERS))
    if any(_still_there(d, positions) for d in consent.select_related("actor")):
        return ""
    return _("Everybody who checked or decided this has moved on: it has to be checked again.")


def _still_there(decision: Decision, positions: frozenset[str]) -> bool:
    today = timezone.localdate()
    if decision.on_behalf_of:
        # 代決: whoever was away holds the position still.
        section, _colon, role = decision.seat.rpartition(":")
        held = Appointment.objects.on(today).filter(section__code=section, role=role)
        return held.filter(since__lte=timezone.localdate(decision.decided_at)).exists()
    held_now = Appointment.objects.on(today).filter(user=decision.actor_id)
    keys = (group_name(a.section.code, a.role) for a in held_now.select_related("section"))
    return any(key in positions for key in keys)
