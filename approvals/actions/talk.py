"""協議 and 回覧: what is said about a case, and whom it is shown to."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, Section, User
from approvals.actions.seating import require_pr
from approvals.models import Circulation, Comment, Receipt, standing_of
from audit.events import Act
from audit.log import Signature
from posts.models import Post, Reader
from posts.workflow import TERMINAL, IllegalTransition, NotPermitted


class NobodyThere(Exception):
    """The circulation would reach nobody but whoever sends it."""


@transaction.atomic
def comment(post_pk: int, *, actor: User, words: str, mentioned: Collection[int] = ()) -> Post:
    """協議メモを書く (2(3)②「担当課内で協議の上」): everybody who may read the case may.

    The trail keeps that it was written, not the words: they are no part of a disclosure.
    """
    post = _open_post(post_pk, actor)
    signature = actor.signature(_section_of(actor, post))
    written = Comment.objects.create(
        post=post,
        revision=post.revision,
        actor=actor,
        words=words,
        actor_name=signature.name,
        actor_title=signature.title,
        actor_section=signature.section,
    )
    written.mentioned.set(mentioned)
    facts = {"comment": written.pk, "mentions": len(mentioned)}
    post.note(Act.COMMENTED, actor=signature, facts=facts)
    return post


@transaction.atomic
def circulate(
    post_pk: int,
    *,
    actor: User,
    people: Collection[User],
    sections: Collection[Section],
    words: str = "",
) -> Post:
    """回覧する: to people, and to whoever holds a position in these sections today.

    They may read the case from now on. Raises ``NobodyThere`` when that is nobody.
    """
    post = _open_post(post_pk, actor)
    signature = require_circulator(actor, post)
    reached = _reached(people, sections) - {actor}
    if not reached:
        raise NobodyThere
    shown = Circulation.objects.create(
        post=post,
        revision=post.revision,
        actor=actor,
        words=words,
        actor_name=signature.name,
        actor_title=signature.title,
        actor_section=signature.section,
    )
    order = sorted(reached, key=lambda person: person.staff_number)
    Receipt.objects.bulk_create([Receipt(circulation=shown, reader=person) for person in order])
    Reader.objects.show_to(post, order)
    post.note(
        Act.CIRCULATED,
        actor=signature,
        reason=words,
        facts={"circulation": shown.pk, "to": [person.name for person in order]},
    )
    return post


@transaction.atomic
def mark_read(post_pk: int, *, actor: User) -> Post:
    """既読にする: everything of this case that was circulated to this person."""
    post = Post.objects.lock(post_pk)
    mine = Receipt.objects.filter(circulation__post=post, reader=actor)
    if not mine.exists():
        raise NotPermitted(_("This case was not circulated to you."))
    circulations = list(mine.filter(read_at=None).values_list("circulation_id", flat=True))
    if not circulations:
        raise IllegalTransition("this person has read it already")
    mine.filter(read_at=None).update(read_at=timezone.now())
    signature = actor.signature(_section_of(actor, post))
    post.note(Act.READ, actor=signature, facts={"circulations": circulations})
    return post


def may_circulate(actor: User, post: Post) -> bool:
    """The requesting section and the PR section; whoever was only shown it may not pass it on."""
    if post.state in TERMINAL:
        return False
    own = actor.has_perm("accounts.submit_request", post.section)
    return own or bool(standing_of(actor, post).pr_seats)


def _open_post(post_pk: int, actor: User) -> Post:
    post = Post.objects.lock(post_pk)
    if not Post.objects.visible_to(actor).filter(pk=post_pk).exists():
        raise NotPermitted(_("You may not read this case."))
    if post.state in TERMINAL:
        raise IllegalTransition(f"{post.status}: the case is closed")
    return post


def require_circulator(actor: User, post: Post) -> Signature:
    if actor.has_perm("accounts.submit_request", post.section):
        return actor.signature(post.section)
    return require_pr(actor, post)


def _reached(people: Collection[User], sections: Collection[Section]) -> set[User]:
    today = timezone.localdate()
    held = Appointment.objects.on(today).filter(section__in=sections, user__is_active=True)
    return {*people, *(appointment.user for appointment in held.select_related("user"))}


def _section_of(actor: User, post: Post) -> Section | None:
    """The section in whose name somebody speaks here: the one that the case is about."""
    held = {a.section_id: a.section for a in actor.appointments_on(timezone.localdate())}
    shown = post.readers.exclude(section=None).values_list("section_id", flat=True)
    nearest = (post.section_id, post.channel.section_id, *shown)
    return next((held[pk] for pk in nearest if pk in held), None)
