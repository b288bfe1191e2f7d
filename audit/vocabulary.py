"""What the facts of an event are called, by the keys and values that the rooms write.

The rooms above cannot be asked from here (nothing climbs), so their stored words are told again;
tests/audit/test_vocabulary.py keeps both the same. What is missing is shown as it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.events import Act

# Shown another way: in the sentence, as a link, or for machines only.
FOLLOWED_ELSEWHERE = frozenset(
    {"payload", "segment", "seat", "comment", "circulation", "circulations", "concurrence"}
    | {"disposal", "address", "looks", "rounds"}
)

NAMES: Mapping[str, str | Promise] = {
    "status": _("State"),
    "revision": _("Revision"),
    "lane": _("Route"),
    "round": _("Submission no."),
    "confirmations": _("Checks so far"),
    "needed": _("Checks needed"),
    "policy": _("Policy, version"),
    "checklist": _("Checklist, version"),
    "absence": _("Absence"),
    "mentions": _("People mentioned"),
    "to": _("Shown to"),
    "deadline": _("Deadline"),
    "effective_from": _("In force from"),
    "handle": _("Account on X"),
    "asked": _("What was asked for"),
    "answer": _("Answer"),
    "corrects": _("Corrects"),
    "sent_at": _("Sent"),
    "kind": _("Kind"),
    "access_level": _("Access level"),
    "in_use": _("In use"),
    "may_read": _("May read its own timeline"),
    "comments": _("Comments included"),
    "masked": _("Names masked"),
    "x_id": _("Number on X"),
    "mode": _("Mode"),
    "hint": _("Ends in"),
    "section": _("Section"),
    "title": _("Job title"),
    "role": _("Position"),
    "since": _("From"),
    "until": _("To"),
    "may_sign_in": _("May sign in"),
    "maintains": _("Maintains people and sections"),
    # A look at the trail, and an export of it: what was asked for, and what was given out.
    "year": _("Fiscal year"),
    "person": _("Person"),
    "act": _("Act"),
    "number": _("Post number"),
    "words": _("Words"),
    "format": _("Format"),
    "count": _("Number of events"),
    "newest": _("Up to event"),
}

WORDS: Mapping[str, Mapping[str, str | Promise]] = {
    "status": {
        "draft": pgettext_lazy("status", "Draft"),
        "chief_review": _("Awaiting decision"),
        "pr_review": _("Being checked"),
        "scheduled": _("Ready to post"),
        "publishing": pgettext_lazy("status", "Posting"),
        "uncertain": _("Outcome unknown"),
        "failed": _("Posting failed"),
        "held": _("On hold"),
        "returned": pgettext_lazy("status", "Returned"),
        "published": _("Posted"),
        "removing": _("Being removed"),
        "removed": _("Removed"),
        "rejected": pgettext_lazy("status", "Rejected"),
        "withdrawn": pgettext_lazy("status", "Withdrawn"),
    },
    "lane": {"normal": _("Normal"), "urgent": _("Urgent"), "minor": _("Minor change")},
    "mode": {
        "drill": _("Drill (posted to the practice server only)"),
        "manual": _("By hand"),
        "live": _("Live"),
    },
    "act": {act.value: act.label for act in Act},
    "role": {"staff": _("Staff"), "chief": _("Section chief")},
    "format": {
        "csv": _("CSV (UTF-8)"),
        "cp932": _("CSV (Shift_JIS)"),
        "xlsx": _("Excel (XLSX)"),
        "jsonl": _("JSON Lines"),
    },
}
