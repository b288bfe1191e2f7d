"""What the requesting section does with a post: 起案, 修正, 提出, 取下げ."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from accounts.models import Section, User
from accounts.roles import Role
from audit.events import Act
from audit.log import Signature, record
from posts.checks.submission import Finding, Route, submission_findings
from posts.content import Content, digest
from posts.models import (
    Channel,
    Image,
    Lane,
    Post,
    PostNumber,
    Revision,
    Segment,
    StoredImage,
)
from posts.models.channel import CHANNEL_PERMISSIONS
from posts.models.revision import plain_queryset
from posts.workflow import (
    CORRECTABLE,
    EDITABLE,
    IllegalTransition,
    NotPermitted,
    StaleRevision,
    Status,
)


class NotSubmittable(Exception):
    """The request has findings that its author must mend first."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


@transaction.atomic
def open_channel(channel: Channel, *, actor: Signature) -> Channel:
    """Register an official account, run by its section (ガイドライン2(1)). It starts as a drill."""
    channel.save()
    for role in Role:
        position = channel.section.position(role)
        for permission in sorted(CHANNEL_PERMISSIONS[role]):
            assign_perm(f"posts.{permission}", position, channel)
    record(Act.CHANNEL_OPENED, actor=actor, subject=channel.subject())
    return channel


@transaction.atomic
def create(
    content: Content,
    route: Route,
    *,
    actor: User,
    section: Section,
    channel: Channel,
    touches_up: Post | None = None,
    corrects: Post | None = None,
) -> Post:
    """Draft a request of a section. Raises ``NotPermitted`` outside one's own section."""
    require_section(actor, section)
    post = Post.objects.create(
        number=PostNumber.take(timezone.localdate()),
        channel=channel,
        section=section,
        drafter=actor,
        lane=route.lane,
        exception_reason=route.exception_reason,
        touches_up=touches_up,
        corrects=corrects,
    )
    _write_revision(post, content, actor)
    facts: dict[str, object] = {"revision": 1}
    if corrects is not None:
        facts["corrects"] = corrects.number
    post.note(Act.DRAFTED, actor=actor.signature(section), facts=facts)
    return post


@transaction.atomic
def revise(
    post_pk: int,
    content: Content,
    route: Route,
    *,
    actor: User,
    seen: str,
    touches_up: Post | None = None,
) -> Post:
    """Write a new revision. ``seen`` is the digest the author started from.

    Raises ``StaleRevision`` when somebody else revised meanwhile, ``IllegalTransition`` when
    the post is no longer with its author.
    """
    post = Post.objects.lock(post_pk)
    require_section(actor, post.section)
    require_editable(post)
    require_seen(post, seen)
    post.lane = route.lane
    post.exception_reason = route.exception_reason
    post.touches_up = touches_up
    post.save(update_fields=["lane", "exception_reason", "touches_up"])
    revision = _write_revision(post, content, actor)
    post.note(
        Act.REVISED,
        actor=actor.signature(post.section),
        facts={"revision": revision.number},
    )
    return post


@transaction.atomic
def draft_correction(post_pk: int, *, actor: User, section: Section, wording: Content) -> Post:
    """訂正の依頼を起案する: a new request linked to what stands or stood on X (ガイドライン4(5)a).

    Raises ``IllegalTransition`` for a post that never was there.
    """
    original = Post.objects.lock(post_pk)
    if original.state not in CORRECTABLE:
        raise IllegalTransition(f"a {original.status} post needs no correction")
    route = Route(Lane.NORMAL)
    return create(
        wording,
        route,
        actor=actor,
        section=section,
        channel=original.channel,
        corrects=original,
    )


@transaction.atomic
def submit(post_pk: int, *, actor: User, seen: str, further: Sequence[Finding] = ()) -> Post:
    """提出: hand the request to the section chief, or to the PR section where 2(3)③ allows.

    Raises ``NotSubmittable`` with everything that has to be mended first; ``further`` is what
    a room above has found. People submit through ``approvals.actions.submit``, which also
    writes what an exception owes.
    """
    post = Post.objects.lock(post_pk)
    require_section(actor, post.section)
    require_editable(post)
    require_seen(post, seen)
    if findings := [*_submission_findings(post), *further]:
        raise NotSubmittable(findings)
    post.round += 1
    post.submitted_at = timezone.now()
    post.save(update_fields=["round", "submitted_at"])
    post.move_to(
        first_stage(post),
        actor=actor.signature(post.section),
        act=Act.SUBMITTED,
        reason=post.exception_reason,
        facts={"lane": post.lane, "round": post.round},
    )
    return post


@transaction.atomic
def withdraw(post_pk: int, *, actor: User, seen: str, reason: str) -> Post:
    """取下げ: end the request."""
    post = Post.objects.lock(post_pk)
    require_section(actor, post.section)
    require_seen(post, seen)
    post.due_at = None
    post.move_to(
        Status.WITHDRAWN, actor=actor.signature(post.section), act=Act.WITHDRAWN, reason=reason
    )
    return post


def erase_content(post: Post) -> None:
    """廃棄: take texts, images and remarks of every revision away; titles and digests stay.

    The one place where facts are changed, by order of ``records.actions.dispose`` only. An
    image that another case shows, too, is kept for that case.
    """
    revisions = post.revisions.all()
    plain_queryset(Segment).filter(revision__in=revisions).update(text="")
    plain_queryset(Revision).filter(post=post).update(note="", benefit="", reply_url="")
    shown = plain_queryset(Image).filter(revision__in=revisions)
    bytes_of = list(shown.values_list("stored_id", flat=True))
    shown.delete()
    elsewhere = Image.objects.filter(stored_id__in=bytes_of).values("stored_id")
    plain_queryset(StoredImage).filter(pk__in=bytes_of).exclude(pk__in=elsewhere).delete()


def first_stage(post: Post) -> Status:
    """Where a submitted request goes first.

    ガイドライン2(3)③: the requesting chief decides first, except for the PR section's own posts
    and the urgent and minor lanes. Nothing skips 2(3)②.
    """
    return Status.PR_REVIEW if post.skips_chief else Status.CHIEF_REVIEW


def require_seen(post: Post, seen: str) -> None:
    """Raise unless the person had the case before them as it is: ``StaleRevision`` for another
    wording, ``IllegalTransition`` when it stands elsewhere by now.

    ``seen`` is ``Post.seen``, or the digest alone where only the wording matters.
    """
    require_wording(post, seen)
    _digest, _dot, status = seen.partition(".")
    if status and status != post.status:
        raise IllegalTransition(f"{post.status}: no longer {status}")


def require_wording(post: Post, seen: str) -> None:
    """Raise ``StaleRevision`` unless ``seen`` names the current wording."""
    if seen.partition(".")[0] != post.revision.digest:
        raise StaleRevision(post.number)


def _submission_findings(post: Post) -> list[Finding]:
    findings = submission_findings(post.revision.content(), post.route(), now=timezone.now())
    if post.status == Status.RETURNED and post.revision.created_at < post.status_since:
        findings.append(Finding("body", _("Revise the request before you submit it again.")))
    return findings


def require_section(actor: User, section: Section) -> None:
    """Raise ``NotPermitted`` unless the person works for this section."""
    if not actor.has_perm("accounts.submit_request", section):
        raise NotPermitted(_("Only the requesting section may do this."))


def require_editable(post: Post) -> None:
    """Raise ``IllegalTransition`` when the post is not with its author."""
    if post.state not in EDITABLE:
        raise IllegalTransition(f"{post.status} is not with its author")


def _write_revision(post: Post, content: Content, author: User) -> Revision:
    number = post.revision.number + 1 if post.current else 1
    revision = Revision.objects.create(
        post=post,
        number=number,
        author=author,
        title=content.title,
        category=content.category,
        public_at=content.public_at,
        requested_at=content.requested_at,
        not_after=content.not_after,
        reply_to=content.reply_to,
        reply_url=content.reply_url,
        benefit=content.benefit,
        note=content.note,
        digest=digest(content, post.channel.destination()),
    )
    for position, text in enumerate(content.texts):
        Segment.objects.create(revision=revision, position=position, text=text)
    for position, attachment in enumerate(content.attachments):
        Image.objects.create(
            revision=revision,
            position=position,
            stored_id=attachment.sha256,
            alt_text=attachment.alt_text,
        )
    post.current = revision
    post.save(update_fields=["current"])
    return revision
