from __future__ import annotations

from approvals.models.after_review import AfterReview
from approvals.models.asked import Asked, answerable_by, answering_seat, asked_sections, unanswered
from approvals.models.case import all_moved_on, case_of, moved_on, standing_of
from approvals.models.checklist import ChecklistVersion, Declaration
from approvals.models.decision import Decision
from approvals.models.dossier import Dossier, content_gap, dossier_of, dossiers_of
from approvals.models.follow import FollowRecord
from approvals.models.notice import Notice, NoticeChoice, NoticeKind, PostOffice
from approvals.models.policy import PolicyVersion
from approvals.models.talk import Circulation, Comment, Concurrence, ConcurrenceAnswer, Receipt
from approvals.models.yardstick import concerns_of, yardstick

__all__ = [
    "AfterReview",
    "Asked",
    "ChecklistVersion",
    "Circulation",
    "Comment",
    "Concurrence",
    "ConcurrenceAnswer",
    "Decision",
    "Declaration",
    "Dossier",
    "FollowRecord",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "PolicyVersion",
    "PostOffice",
    "Receipt",
    "all_moved_on",
    "answerable_by",
    "answering_seat",
    "asked_sections",
    "case_of",
    "concerns_of",
    "content_gap",
    "dossier_of",
    "dossiers_of",
    "moved_on",
    "standing_of",
    "unanswered",
    "yardstick",
]
