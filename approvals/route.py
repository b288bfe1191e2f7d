"""承認経路: the way of one request, step by step, with who acted and who can act next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, Section
from accounts.roles import Role
from approvals.events import Stage, Verdict
from approvals.models import Decision
from approvals.policy import LEAST_CONFIRMATIONS
from audit import wareki
from posts.actions import first_stage
from posts.models import Post
from posts.workflow import Status


@dataclass(frozen=True)
class Step:
    """One node. ``state`` is done, current, pending, skipped or stopped."""

    state: str
    name: str
    who: str = ""
    when: dt.datetime | None = None
    note: str = ""
    seal: str = ""
    surname: str = ""

    @property
    def stamp_date(self) -> str:
        return wareki.stamp(self.when) if self.when else ""


def route(post: Post, decisions: list[Decision]) -> list[Step]:
    """``decisions`` are those of the current round, oldest first."""
    at_chief = [d for d in decisions if d.stage == Stage.CHIEF]
    at_pr = [d for d in decisions if d.stage == Stage.PR]
    return [
        _drafted(post),
        *_chief_steps(post, at_chief),
        *_pr_steps(post, at_pr),
        _posted(post),
    ]


def _drafted(post: Post) -> Step:
    who = f"{post.section} {post.drafter}"
    state = "current" if post.status in {Status.DRAFT, Status.RETURNED} else "done"
    return Step(
        state,
        _("Draft"),
        who,
        post.submitted_at or post.created_at,
        seal=_("Draft"),
        surname=surname(post.drafter.name),
    )


def _chief_steps(post: Post, decisions: list[Decision]) -> Iterator[Step]:
    name = _("Decision of the section chief")
    if decisions:
        yield from map(_acted, decisions)
    elif post.status == Status.CHIEF_REVIEW:
        yield Step("current", name, _holders(post.section, Role.CHIEF))
    elif post.section_id == post.channel.section_id:
        yield Step("skipped", name, note=_("Not needed: drafted by the PR section itself."))
    elif first_stage(post) != Status.CHIEF_REVIEW:
        note = _("Left out: %(lane)s (%(reason)s)") % {
            "lane": post.get_lane_display(),
            "reason": post.exception_reason or "―",
        }
        yield Step("skipped", name, note=note)
    else:
        yield Step("pending", name)


def _pr_steps(post: Post, decisions: list[Decision]) -> Iterator[Step]:
    yield from map(_acted, decisions)
    checks = sum(d.verdict == Verdict.CONFIRM for d in decisions)
    if any(d.verdict != Verdict.CONFIRM for d in decisions) or checks >= LEAST_CONFIRMATIONS:
        return
    now = post.status == Status.PR_REVIEW
    note = _("%(done)s of %(needed)s checks, or the decision of the section chief.") % {
        "done": checks,
        "needed": LEAST_CONFIRMATIONS,
    }
    yield Step(
        "current" if now else "pending",
        _("Check by the PR section"),
        str(post.channel.section) if now else "",
        note=note,
    )


def _posted(post: Post) -> Step:
    if post.status in {Status.PUBLISHED, Status.REMOVING, Status.REMOVED}:
        return Step("done", _("Posting"), when=None, note=post.state.label)
    waiting = post.status in {Status.SCHEDULED, Status.PUBLISHING}
    return Step(
        "current" if waiting else "pending",
        _("Posting"),
        note=post.state.label if waiting else "",
        when=post.due_at if waiting else None,
    )


def _acted(decision: Decision) -> Step:
    who = f"{decision.actor_section} {decision.actor_title} {decision.actor_name}"
    stopped = decision.verdict not in {Verdict.DECIDE, Verdict.CONFIRM}
    return Step(
        "stopped" if stopped else "done",
        str(Verdict(decision.verdict).label),
        who,
        decision.decided_at,
        decision.reason,
        seal=str(Verdict(decision.verdict).label),
        surname=surname(decision.actor_name),
    )


def surname(name: str) -> str:
    """The part of a Japanese full name that stands in a stamp: 「佐藤 花子」 gives 「佐藤」."""
    return name.replace("\u3000", " ").split(" ")[0][:4]


def _holders(section: Section, role: Role) -> str:
    """Who holds this position today, for 「いまの担当」."""
    held = Appointment.objects.on(timezone.localdate()).filter(section=section, role=role)
    names = [f"{a.title} {a.user}" for a in held.select_related("user")]
    holders = "、".join(names) or _("(nobody holds this position today)")
    return f"{section} {holders}"
