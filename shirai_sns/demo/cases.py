"""The requests of the demonstration city, walked by its people into every state."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Appointment, Section, User
from accounts.roles import Role
from approvals import actions as consent
from approvals.declaration import Answers
from approvals.models import ChecklistVersion, concerns_of
from posts import actions
from posts.checks.submission import Route
from posts.content import Content
from posts.models import Channel, Lane, Post
from posts.workflow import Status
from publishing import claims, delivery, outcomes, removal
from publishing.actions import order_removal
from publishing.gateway import Unknown
from publishing.x import x_for
from shirai_sns.demo.city import FOLDER


def read_requests() -> list[dict[str, Any]]:
    """The acceptable sample texts: key, section, title, category, text, perhaps urgent."""
    loaded: list[dict[str, Any]] = json.loads(
        (FOLDER / "requests.json").read_text(encoding="utf-8")
    )
    return loaded


@dataclass(frozen=True)
class Desk:
    """Who sits where around one request."""

    channel: Channel
    drafter: User
    chief: User
    checkers: tuple[User, ...]
    pr_chief: User


def load_cases(channel: Channel) -> None:
    """Draft every request and take it as far as the plan says; the others are posted."""
    for row in read_requests():
        walk = PLAN.get(row["key"], _publish)
        walk(_draft(row, channel), _desk(row["section"], channel))
    _say_twice(channel)


def _draft(row: dict[str, Any], channel: Channel, wanted: dt.datetime | None = None) -> Post:
    section = Section.objects.get(name=row["section"])
    drafter = _holder(section, Role.STAFF, 2 if section == channel.section else 0)
    reason = row.get("urgent", "")
    return actions.create(
        Content(row["title"], row["category"], (row["text"],), requested_at=wanted),
        Route(Lane.URGENT if reason else Lane.NORMAL, reason),
        actor=drafter,
        section=section,
        channel=channel,
    )


def _desk(section_name: str, channel: Channel) -> Desk:
    section = Section.objects.get(name=section_name)
    return Desk(
        channel,
        _holder(section, Role.STAFF, 2 if section == channel.section else 0),
        _holder(section, Role.CHIEF),
        (_holder(channel.section, Role.STAFF), _holder(channel.section, Role.STAFF, 1)),
        _holder(channel.section, Role.CHIEF),
    )


def _holder(section: Section, role: Role, rank: int = 0) -> User:
    held = Appointment.objects.filter(section=section, role=role).select_related("user")
    return held.order_by("pk")[rank].user


def _seen(post: Post) -> str:
    return Post.objects.with_people().get(pk=post.pk).revision.digest


def _cleared(post: Post) -> Answers:
    """すべて該当なし, and a reason for whatever the checks have found."""
    now = timezone.now()
    checklist = ChecklistVersion.objects.on(timezone.localdate(now))
    found = concerns_of(Post.objects.with_people().get(pk=post.pk), now=now)
    because = "担当課で内容を確かめました。"
    return Answers.none_apply(checklist.number, checklist.entries(), found, because)


def _draft_only(post: Post, desk: Desk) -> None:
    """A draft stays a draft."""


def _await_chief(post: Post, desk: Desk) -> None:
    consent.submit(post.pk, actor=desk.drafter, seen=_seen(post), declaration=_cleared(post))


def _await_check(post: Post, desk: Desk) -> None:
    submitted = consent.submit(
        post.pk, actor=desk.drafter, seen=_seen(post), declaration=_cleared(post)
    )
    if submitted.status == Status.CHIEF_REVIEW:
        consent.decide(post.pk, actor=desk.chief, seen=_seen(post))


def _checked_once(post: Post, desk: Desk) -> None:
    _await_check(post, desk)
    consent.confirm(post.pk, actor=desk.checkers[0], seen=_seen(post), declaration=_cleared(post))


def _approve(post: Post, desk: Desk) -> None:
    _await_check(post, desk)
    if post.pk % 2:
        consent.decide(post.pk, actor=desk.pr_chief, seen=_seen(post))
        return
    for checker in desk.checkers:
        consent.confirm(post.pk, actor=checker, seen=_seen(post), declaration=_cleared(post))


def _publish(post: Post, desk: Desk) -> None:
    """Approved and, when the local X answers, posted at once; otherwise the worker will."""
    _approve(post, desk)
    if attempt := claims.claim(post.pk, now=timezone.now()):
        delivery.deliver(attempt.pk, connect=x_for)


def _schedule(post: Post, desk: Desk) -> None:
    """Approved for nine o'clock on one of the next days."""
    tomorrow = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    wanted = tomorrow + dt.timedelta(days=1 + post.pk % 3)
    revision = post.revision
    content = Content(
        revision.title, revision.category, revision.content().texts, requested_at=wanted
    )
    actions.revise(post.pk, content, post.route(), actor=desk.drafter, seen=_seen(post))
    _approve(post, desk)


def _submit_and_return(post: Post, desk: Desk) -> None:
    _await_check(post, desk)
    consent.send_back(
        post.pk,
        actor=desk.checkers[0],
        seen=_seen(post),
        reason="給水所の名前と、閉鎖していないことを確かめた時刻を書き加えてください。",
    )


def _reject(post: Post, desk: Desk) -> None:
    _await_check(post, desk)
    consent.reject(
        post.pk,
        actor=desk.pr_chief,
        seen=_seen(post),
        reason="同じ内容を広報紙の告知とあわせて投稿済みのため。",
    )


def _hold(post: Post, desk: Desk) -> None:
    _await_check(post, desk)
    consent.hold(
        post.pk,
        actor=desk.checkers[1],
        seen=_seen(post),
        reason="会場の変更があるか、担当課に確認中のため。",
    )


def _withdraw(post: Post, desk: Desk) -> None:
    _await_chief(post, desk)
    actions.withdraw(
        post.pk, actor=desk.drafter, seen=_seen(post), reason="日程が変わり、改めて依頼するため。"
    )


def _remove(post: Post, desk: Desk) -> None:
    _publish(post, desk)
    if Post.objects.get(pk=post.pk).status == Status.PUBLISHED:
        order_removal(
            post.pk,
            actor=desk.pr_chief,
            seen=_seen(post),
            reason="休止の時間帯に変更があったため。",
        )
        removal.remove(post.pk, now=timezone.now(), connect=x_for)


def _lose_answer(post: Post, desk: Desk) -> None:
    """Taken up for posting by a process that stops before it calls X."""
    _approve(post, desk)
    attempt = claims.claim(post.pk, now=timezone.now())
    assert attempt is not None
    delivery.start(attempt.pk, now=timezone.now())
    outcomes.settle(attempt.pk, Unknown("デモ市の準備が、Xを呼び出す前に処理を止めました"))


def _say_twice(channel: Channel) -> None:
    """The text of a posted request once more: X refuses it as a duplicate."""
    row = read_requests()[0]
    again = _draft({**row, "title": f"{row['title']}（再依頼）"}, channel)
    _publish(again, _desk(row["section"], channel))


PLAN: dict[str, Callable[[Post, Desk], None]] = {
    "OK-04": _await_chief,
    "OK-05": _submit_and_return,
    "OK-08": _checked_once,
    "OK-11": _await_check,
    "OK-13": _await_chief,
    "OK-20": _await_chief,
    "OK-21": _schedule,
    "OK-24": _draft_only,
    "OK-25": _checked_once,
    "OK-27": _hold,
    "OK-28": _schedule,
    "OK-29": _reject,
    "OK-31": _await_chief,
    "OK-32": _remove,
    "OK-34": _await_check,
    "OK-35": _schedule,
    "OK-37": _withdraw,
    "OK-39": _lose_answer,
    "OK-40": _draft_only,
}
