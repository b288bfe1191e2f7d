"""The fixed cast of all tests, and the builders that walk a post through real actions.

佐藤 drafts in 危機管理課, 鈴木 is its chief; 高橋 and 田中 check in しろいの魅力発信課, 伊藤 is its
chief and the account manager; 渡辺 works in 課税課 and must see nothing; 中村 is a third checker.
"""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils import timezone

from accounts.actions import appoint, found_section, name_deputy, register_user
from accounts.models import Appointment, Deputy, Section, User
from accounts.roles import Role
from approvals import actions as consent
from approvals.declaration import Answers
from approvals.models import ChecklistVersion, PolicyVersion, concerns_of
from audit.log import Signature
from posts import actions
from posts.actions import open_channel
from posts.checks.submission import Route
from posts.content import Attachment, Content
from posts.models import Channel, Post
from publishing.actions import set_credential, set_mode
from publishing.models import Keys

PASSWORD = "shiroi-nashi-2026"
SETUP = Signature(number="", name="準備")
KEYS = Keys(
    "sandbox-consumer-key",
    "sandbox-consumer-secret",
    "1000000001-sandbox-access-token",
    "sandbox-access-secret",
)
TEXT = "【試験放送のお知らせ】毎月第4水曜日の11時ごろ、防災行政無線から試験放送が流れます。"


@dataclass(frozen=True)
class Cast:
    crisis: Section
    pr: Section
    tax: Section
    channel: Channel
    sato: User
    suzuki: User
    takahashi: User
    tanaka: User
    nakamura: User
    ito: User
    watanabe: User

    def draft(self, text: str = TEXT, **facts: Any) -> Post:
        """A draft of 危機管理課 by 佐藤."""
        return draft(self.sato, self.crisis, self.channel, text, **facts)

    def submitted(self, text: str = TEXT, **facts: Any) -> Post:
        """Waiting for 鈴木."""
        post = self.draft(text, **facts)
        return submit(post, self.sato)

    def in_review(self, text: str = TEXT, **facts: Any) -> Post:
        """Decided by 鈴木, waiting for the PR section."""
        post = self.submitted(text, **facts)
        if post.status == "chief_review":
            post = consent.decide(post.pk, actor=self.suzuki, seen=post.revision.digest)
        return post

    def scheduled(self, text: str = TEXT, **facts: Any) -> Post:
        """Confirmed by 高橋 and 田中."""
        post = self.in_review(text, **facts)
        confirm(post, self.takahashi)
        return confirm(post, self.tanaka)


def submit(post: Post, actor: User) -> Post:
    """提出する with every item answered."""
    seen = post.revision.digest
    return consent.submit(post.pk, actor=actor, seen=seen, declaration=cleared(post))


def confirm(post: Post, actor: User) -> Post:
    """確認する with every item answered."""
    seen = post.revision.digest
    return consent.confirm(post.pk, actor=actor, seen=seen, declaration=cleared(post))


def cleared(post: Post) -> Answers:
    """すべて該当なし, and a reason for whatever the checks have found."""
    now = timezone.now()
    checklist = ChecklistVersion.objects.on(timezone.localdate(now))
    found = concerns_of(post, now=now)
    return Answers.none_apply(checklist.number, checklist.entries(), found, "担当課で確認しました")


def answer_fields(post: Post) -> dict[str, str]:
    """The same, as the case page's form sends it."""
    answers = cleared(post)
    boxes = {f"item_{key}": "on" for key in answers.cleared}
    reasons = {f"reason_{code}": words for code, words in answers.reasons.items()}
    return {"checklist": str(answers.checklist), **boxes, **reasons}


def draft(
    drafter: User,
    section: Section,
    channel: Channel,
    text: str = TEXT,
    *,
    title: str = "試験放送のお知らせについて",
    category: str = "safety",
    lane: str = "normal",
    reason: str = "",
    attachments: tuple[Attachment, ...] = (),
    public_at: dt.datetime | None = None,
    requested_at: dt.datetime | None = None,
    not_after: dt.datetime | None = None,
    touches_up: Post | None = None,
    texts: tuple[str, ...] = (),
) -> Post:
    content = Content(
        title=title,
        category=category,
        texts=texts or (text,),
        attachments=attachments,
        public_at=public_at,
        requested_at=requested_at,
        not_after=not_after,
    )
    return actions.create(
        content,
        Route(lane, reason, touches_up is not None),
        actor=drafter,
        section=section,
        channel=channel,
        touches_up=touches_up,
    )


def assemble(*, mode: Channel.Mode = Channel.Mode.LIVE) -> Cast:
    lay_down_first_versions()
    crisis, pr, tax = (
        found_section(Section(code=code, name=name, order=order), actor=SETUP)
        for order, (code, name) in enumerate(
            [("kikikanri", "危機管理課"), ("miryoku", "しろいの魅力発信課"), ("kazei", "課税課")]
        )
    )
    channel = open_channel(
        Channel(code="shiroi", name="白井市", handle="shiroi_city", section=pr), actor=SETUP
    )
    set_mode(channel, mode, actor=SETUP)
    set_credential(channel, KEYS, actor=SETUP)
    return Cast(
        crisis=crisis,
        pr=pr,
        tax=tax,
        channel=channel,
        sato=hire("3001", "佐藤 花子", crisis, Role.STAFF, "主事"),
        suzuki=hire("2001", "鈴木 一郎", crisis, Role.CHIEF, "課長"),
        takahashi=hire("1002", "高橋 健一", pr, Role.STAFF, "主査"),
        tanaka=hire("1003", "田中 陽子", pr, Role.STAFF, "主任主事"),
        nakamura=hire("1004", "中村 翔", pr, Role.STAFF, "主事"),
        ito=hire("1001", "伊藤 美咲", pr, Role.CHIEF, "課長"),
        watanabe=hire("3010", "渡辺 健太", tax, Role.STAFF, "主事"),
    )


def lay_down_first_versions() -> None:
    """What a migration lays down, once more: tests with real transactions empty the tables."""
    first = importlib.import_module("approvals.migrations.0009_first_versions")
    if not PolicyVersion.objects.exists():
        first.lay_down(apps, None)
    assert ChecklistVersion.objects.exists()


def stand_in(
    deputy: User, section: Section, *, by: User, days: int = 3, reason: str = "県庁へ出張のため"
) -> Deputy:
    """From today on the deputy stands in for the chief of the section, named by that chief."""
    today = timezone.localdate()
    named = Deputy(
        section=section,
        role=Role.CHIEF,
        user=deputy,
        since=today,
        until=today + dt.timedelta(days=days),
        reason=reason,
    )
    return name_deputy(named, actor=by)


def lay_down(**columns: Any) -> PolicyVersion:
    """A further version of the policy, in force from today."""
    last = PolicyVersion.objects.latest("number")
    kept = {
        field.attname: getattr(last, field.attname)
        for field in PolicyVersion._meta.concrete_fields
        if field.attname not in {"id", "number", "created_at"}
    }
    kept |= {"effective_from": timezone.localdate(), "reason": "運用の見直しのため"}
    return PolicyVersion.objects.create(**{**kept, "number": last.number + 1, **columns})


def hire(number: str, name: str, section: Section, role: Role, title: str) -> User:
    user = User(staff_number=number, name=name)
    user.set_password(PASSWORD)
    register_user(user, actor=SETUP)
    appoint(
        Appointment(user=user, section=section, role=role, title=title, since=dt.date(2026, 4, 1)),
        actor=SETUP,
    )
    return user
