"""合議: asking other sections to concur, and their answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Section, User
from accounts.seats import Seat
from approvals.actions.review import advance
from approvals.actions.seating import require_pr, seat_facts
from approvals.models import Concurrence, ConcurrenceAnswer, answering_seat, case_of, unanswered
from audit.events import Act
from audit.log import Signature
from posts.actions import require_section, require_seen
from posts.models import Post, Reader
from posts.workflow import EDITABLE, IllegalTransition, NotPermitted, Status

WITH_THE_SECTION = EDITABLE | {Status.CHIEF_REVIEW}
ANSWERING = frozenset({Status.CHIEF_REVIEW, Status.PR_REVIEW})


@transaction.atomic
def ask_concurrence(post_pk: int, *, actor: User, section: Section, words: str = "") -> Post:
    """合議に付す: the section has to answer every round, and may read the case from now on."""
    post = Post.objects.lock(post_pk)
    signature = require_asker(actor, post)
    if section in (post.section, post.channel.section):
        raise NotPermitted(_("This section decides on the case anyway."))
    asked, created = Concurrence.objects.get_or_create(
        post=post,
        section=section,
        withdrawn_at=None,
        defaults={"actor": actor, "words": words, **_as_they_are(signature)},
    )
    if not created:
        raise IllegalTransition(f"{section} is asked already")
    Reader.objects.get_or_create(post=post, section=section, user=None)
    post.note(Act.CONCURRENCE_ASKED, actor=signature, reason=words, facts=_facts(asked))
    return post


@transaction.atomic
def withdraw_asking(post_pk: int, *, actor: User, section: str, words: str) -> Post:
    """合議を取りやめる: with the reason; the case moves on when no other answer is awaited."""
    post = Post.objects.lock(post_pk)
    signature = require_asker(actor, post)
    asked = _the_one_asked(post, section)
    asked.withdrawn_at = timezone.now()
    asked.save(update_fields=["withdrawn_at"])
    # The reason for which they might read it is gone (ガイドライン3(3)).
    Reader.objects.filter(post=post, section=asked.section).delete()
    advance(post, signature, Act.CONCURRENCE_WITHDRAWN, _facts(asked), reason=words)
    return post


@transaction.atomic
def concur(post_pk: int, *, actor: User, seen: str, section: str = "", words: str = "") -> Post:
    """同意する: on behalf of an asked section; the last answer may complete the step."""
    post = Post.objects.lock(post_pk)
    asked, seat = _open_asking(post, actor, seen, section)
    _answer(post, asked, actor, seat, agreed=True, words=words)
    facts = _facts(asked) | seat_facts(seat)
    advance(post, actor.signature_in(seat), Act.CONCURRED, facts, reason=words)
    return post


@transaction.atomic
def object_to(post_pk: int, *, actor: User, seen: str, words: str, section: str = "") -> Post:
    """異議を述べる: with the reason, which the deciders then have before them."""
    post = Post.objects.lock(post_pk)
    asked, seat = _open_asking(post, actor, seen, section)
    _answer(post, asked, actor, seat, agreed=False, words=words)
    facts = _facts(asked) | seat_facts(seat)
    advance(post, actor.signature_in(seat), Act.OBJECTED, facts, reason=words)
    return post


def may_ask(actor: User, post: Post) -> bool:
    """Whether this person may ask a section now, or take the asking back."""
    try:
        require_asker(actor, post)
    except (NotPermitted, IllegalTransition):
        return False
    return True


def require_asker(actor: User, post: Post) -> Signature:
    """The requesting section while the case is with it, then the PR section."""
    if post.status in WITH_THE_SECTION:
        require_section(actor, post.section)
        return actor.signature(post.section)
    if post.status != Status.PR_REVIEW:
        raise IllegalTransition(f"{post.status}: nobody is asked to concur any more")
    return require_pr(actor, post)


def _the_one_asked(post: Post, section: str) -> Concurrence:
    asked = Concurrence.objects.filter(post=post, withdrawn_at=None, section__code=section)
    found = asked.select_related("section").first()
    if found is None:
        raise IllegalTransition(f"{section} is not asked")
    return found


def _open_asking(post: Post, actor: User, seen: str, section: str) -> tuple[Concurrence, Seat]:
    """What this person answers, and in which position. ``section`` names one of several."""
    if post.status not in ANSWERING:
        raise IllegalTransition(f"{post.status} awaits no answer")
    require_seen(post, seen)
    asked = Concurrence.objects.filter(post=post, withdrawn_at=None).select_related("section")
    mine = {
        each.pk: (each, seat)
        for each in asked
        if (seat := answering_seat(actor, each)) and section in {"", each.section.code}
    }
    if not mine:
        raise NotPermitted(_("Only the chief of a section that is asked may answer."))
    if actor.pk in case_of(post).authors:
        raise NotPermitted(
            _("You drafted or edited this text, so somebody else has to look at it.")
        )
    for each in unanswered(post):
        if each.pk in mine:
            return mine[each.pk]
    raise IllegalTransition("this section has answered already")


def _answer(
    post: Post, asked: Concurrence, actor: User, seat: Seat, *, agreed: bool, words: str
) -> None:
    ConcurrenceAnswer.objects.create(
        concurrence=asked,
        revision=post.revision,
        round=post.round,
        agreed=agreed,
        actor=actor,
        words=words,
        **_as_they_are(actor.signature_in(seat)),
    )


def _facts(asked: Concurrence) -> dict[str, object]:
    return {"concurrence": asked.pk, "section": asked.section.name}


def _as_they_are(signature: Signature) -> dict[str, str]:
    return {
        "actor_name": signature.name,
        "actor_title": signature.title,
        "actor_section": signature.section,
    }
