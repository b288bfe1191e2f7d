"""確認事項に答える: what the drafter and each checker declare with their act (ガイドライン3(6))."""

from __future__ import annotations

import dataclasses

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import User
from approvals.declaration import Answers, NotDeclared, lacks
from approvals.models import ChecklistVersion, Decision, Declaration, concerns_of
from audit.log import Signature
from posts.models import Post


def declare(
    post: Post, answers: Answers, *, actor: User, signature: Signature, decision: Decision | None
) -> Declaration:
    """Write down what was answered, beside the findings of this moment. Needs the row lock.

    ``decision`` is the check it belongs to, None at submission. Raises ``NotDeclared`` with
    everything that is missing; the act it belongs to is undone with it.
    """
    now = timezone.now()
    checklist = ChecklistVersion.objects.on(timezone.localdate(now))
    # What is stored is read by the whole city hall, whatever language this person has chosen.
    with translation.override(settings.LANGUAGE_CODE):
        concerns = concerns_of(post, now=now)
    if missing := lacks(answers, checklist.number, checklist.entries(), concerns):
        raise NotDeclared(missing)
    return Declaration.objects.create(
        post=post,
        revision=post.revision,
        round=post.round,
        checklist=checklist,
        decision=decision,
        person=actor,
        person_name=signature.name,
        person_title=signature.title,
        person_section=signature.section,
        answers={item.key: True for item in checklist.entries()},
        findings=[dataclasses.asdict(concern) for concern in concerns],
        reasons={concern.code: answers.reason(concern.code) for concern in concerns},
        made_at=now,
    )
