"""承認経路: the way of one request, step by step, with who acted and who can act next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Appointment, Section
from accounts.roles import Role
from approvals.events import Stage, Verdict
from approvals.models import AfterReview, Decision, PolicyVersion, asked_sections, dossier_of
from approvals.policy import Case, Rule, confirmers, stage_complete
from audit import wareki
from posts.models import Post
from posts.workflow import Status

Inspections = dict[int, AfterReview]


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
    # 代決: what stands beside the stamp; 後閲: the stamp has a double ring.
    mark: str = ""
    double: bool = False

    @property
    def stamp_date(self) -> str:
        return wareki.stamp(self.when) if self.when else ""


def route(post: Post) -> list[Step]:
    """Every step of the present round, first to last; five queries and those of the case."""
    decisions = list(Decision.objects.of_round(post))
    owed = list(AfterReview.objects.filter(post=post, round=post.round))
    inspections = {review.decision_id: review for review in owed if review.decision_id}
    acknowledgement = next((review for review in owed if not review.decision_id), None)
    at_chief = [d for d in decisions if d.stage == Stage.CHIEF]
    at_pr = [d for d in decisions if d.stage == Stage.PR]
    return [
        _drafted(post),
        *_chief_steps(post, at_chief, inspections, acknowledgement),
        *_concurrence_steps(post),
        *_acted_steps(at_pr, inspections),
        *_open_pr_step(post, at_pr),
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


def _chief_steps(
    post: Post,
    decisions: list[Decision],
    inspections: Inspections,
    acknowledgement: AfterReview | None,
) -> Iterator[Step]:
    name = _("Decision of the section chief")
    if decisions:
        yield from _acted_steps(decisions, inspections)
    elif post.status == Status.CHIEF_REVIEW:
        yield Step("current", name, _holders(post.section, Role.CHIEF))
    elif post.section_id == post.channel.section_id:
        yield Step("skipped", name, note=_("Not needed: drafted by the PR section itself."))
    elif post.skips_chief:
        yield _left_out(post, name, acknowledgement)
    else:
        yield Step("pending", name)


def _left_out(post: Post, name: str, acknowledgement: AfterReview | None) -> Step:
    """「緊急のため省略（理由）→事後確認待ち」, and the acknowledgement once it is given."""
    facts = {"lane": post.get_lane_display(), "reason": post.exception_reason or "―"}
    if acknowledgement is None:
        return Step("skipped", name, note=_("Left out: %(lane)s (%(reason)s)") % facts)
    if acknowledgement.done_at is None:
        note = _("Left out: %(lane)s (%(reason)s) → awaits acknowledgement by %(due)s") % {
            **facts,
            "due": wareki.day(acknowledgement.due_on),
        }
        return Step("skipped", name, _holders(post.section, Role.CHIEF), note=note)
    note = _("Left out: %(lane)s (%(reason)s) → acknowledged") % facts
    return Step(
        "skipped",
        name,
        f"{post.section} {acknowledgement.done_by_title} {acknowledgement.done_by_name}",
        acknowledgement.done_at,
        " ".join(filter(None, (note, acknowledgement.opinion))),
        seal=_("Seen after"),
        surname=surname(acknowledgement.done_by_name),
    )


def _concurrence_steps(post: Post) -> Iterator[Step]:
    """合議: one node for every section asked, with its answer in this round."""
    judging = post.status in {Status.CHIEF_REVIEW, Status.PR_REVIEW}
    for asked in asked_sections(post):
        name = _("Concurrence: %(section)s") % {"section": asked.concurrence.section}
        if asked.answer is None:
            yield Step("current" if judging else "pending", name)
            continue
        said = _("Agreement") if asked.answer.agreed else _("Objection")
        yield Step(
            "done",
            name,
            f"{asked.answer.actor_section} {asked.answer.actor_title} {asked.answer.actor_name}",
            asked.answer.said_at,
            " ".join(filter(None, (said, asked.answer.words))),
            seal=said,
            surname=surname(asked.answer.actor_name),
        )


def _open_pr_step(post: Post, decisions: list[Decision]) -> Iterator[Step]:
    """What the PR section still has to do; nothing once the stage is complete or stopped."""
    if not all(d.consents for d in decisions):
        return
    dossier = dossier_of(post)
    case = dossier.case()
    judged = PolicyVersion.objects.on(timezone.localdate()).rule()
    here = post.status == Status.PR_REVIEW
    if not here and stage_complete(Stage.PR, case, dossier.rule()):
        return
    yield Step(
        "current" if here else "pending",
        _("Check by the PR section"),
        str(post.channel.section) if here else "",
        note=_still_needed(case, judged),
    )


def _still_needed(case: Case, rule: Rule) -> str:
    facts = {"done": len(confirmers(case.votes)), "needed": rule.min_confirmations}
    if not rule.chief_alternative:
        note = _("%(done)s of %(needed)s checks, and the decision of the section chief.")
    elif case.objected:
        note = _("A section has objected: the section chief decides in person.")
    elif case.is_reply:
        note = _("A reply: the section chief decides.")
    else:
        note = _("%(done)s of %(needed)s checks, or the decision of the section chief.")
    waits = _("Awaiting sections asked to concur: %(count)s.") % {"count": case.unanswered}
    return " ".join([note % facts, *([waits] if case.unanswered else [])])


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


def _acted_steps(decisions: list[Decision], inspections: Inspections) -> Iterator[Step]:
    """What was decided, each 代決 followed by its 後閲."""
    for decision in decisions:
        yield acted(decision)
        if inspection := inspections.get(decision.pk):
            yield _inspected(inspection)


def acted(decision: Decision) -> Step:
    """One verdict, with its stamp."""
    who = f"{decision.actor_section} {decision.actor_title} {decision.actor_name}"
    stopped = not decision.consents
    note = decision.reason
    if decision.on_behalf_of:
        deputy = _("In place of %(whom)s (%(why)s)") % {
            "whom": decision.on_behalf_of,
            "why": decision.absence,
        }
        note = " ".join(filter(None, (deputy, decision.reason)))
    return Step(
        "stopped" if stopped else "done",
        str(Verdict(decision.verdict).label),
        who,
        decision.decided_at,
        note,
        seal=str(Verdict(decision.verdict).label),
        surname=surname(decision.actor_name),
        mark=pgettext("stamp", "Dep.") if decision.on_behalf_of else "",
    )


def _inspected(inspection: AfterReview) -> Step:
    name = _("Later inspection")
    if inspection.done_at is None:
        note = _("Awaited by %(due)s.") % {"due": wareki.day(inspection.due_on)}
        return Step("pending", name, _holders(inspection.section, Role(inspection.role)), note=note)
    return Step(
        "done",
        name,
        f"{inspection.section} {inspection.done_by_title} {inspection.done_by_name}",
        inspection.done_at,
        inspection.opinion,
        seal=_("Inspected"),
        surname=surname(inspection.done_by_name),
        double=True,
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
