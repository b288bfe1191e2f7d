from __future__ import annotations

from approvals.models.after_review import AfterReview
from approvals.models.case import case_of, consent_gap, standing_of
from approvals.models.checklist import ChecklistVersion, Declaration
from approvals.models.decision import Decision
from approvals.models.follow import FollowRecord
from approvals.models.notice import Notice, NoticeChoice, NoticeKind
from approvals.models.policy import PolicyVersion
from approvals.models.talk import Circulation, Comment, Concurrence, ConcurrenceAnswer, Receipt

__all__ = [
    "AfterReview",
    "ChecklistVersion",
    "Circulation",
    "Comment",
    "Concurrence",
    "ConcurrenceAnswer",
    "Decision",
    "Declaration",
    "FollowRecord",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "PolicyVersion",
    "Receipt",
    "case_of",
    "consent_gap",
    "standing_of",
]
