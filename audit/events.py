"""The closed list of acts that the trail can hold. An unknown act cannot be recorded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What somebody did. The value is stored for ever: never rename one."""

    # People
    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    SIGNED_OUT = "signed_out", _("signed out")
    USER_REGISTERED = "user_registered", _("registered a member of staff")
    USER_CHANGED = "user_changed", _("changed the record of a member of staff")
    PASSWORD_SET = "password_set", _("set a password")
    SECTION_FOUNDED = "section_founded", _("registered a section")
    SECTION_CHANGED = "section_changed", _("changed the record of a section")
    APPOINTED = "appointed", _("recorded an appointment")
    APPOINTMENT_ENDED = "appointment_ended", _("ended an appointment")
    DEPUTY_NAMED = "deputy_named", _("named a deputy")
    DEPUTY_ENDED = "deputy_ended", _("ended a deputyship")

    # Documents
    DRAFTED = "drafted", _("drafted")
    REVISED = "revised", _("revised")
    SUBMITTED = "submitted", _("submitted")
    RECALLED = "recalled", _("pulled back")
    WITHDRAWN = "withdrawn", _("withdrew")

    # Consent
    DECIDED = "decided", _("decided")
    CONFIRMED = "confirmed", _("checked")
    SENT_BACK = "sent_back", _("returned")
    REJECTED = "rejected", _("rejected")
    HELD = "held", _("put on hold")
    RELEASED = "released", _("released from hold")
    ACKNOWLEDGED = "acknowledged", _("acknowledged afterwards")
    INSPECTED = "inspected", _("inspected later")
    ESCALATED = "escalated", _("passed an overdue case on upwards")
    REFUSED = "refused", _("was refused an act")

    # What is said about a request, and whom it is shown to
    COMMENTED = "commented", _("commented")
    CONCURRENCE_ASKED = "concurrence_asked", _("asked a section to concur")
    CONCURRENCE_WITHDRAWN = "concurrence_withdrawn", _("no longer asks a section to concur")
    CONCURRED = "concurred", _("concurred")
    OBJECTED = "objected", _("objected")
    CIRCULATED = "circulated", _("circulated for information")
    READ = "read", _("read what was circulated")

    NOTICES_CHOSEN = "notices_chosen", _("chose how to be told")

    # What is laid down (ガイドライン5)
    POLICY_SET = "policy_set", _("laid down a version of the policy")
    CHECKLIST_SET = "checklist_set", _("laid down a version of the checklist")
    FOLLOW_RECORDED = "follow_recorded", _("recorded a follow")
    FOLLOW_ENDED = "follow_ended", _("recorded the end of a follow")

    # Publishing
    CLAIMED = "claimed", _("took up for posting")
    PUBLISHED = "published", _("posted")
    PART_PUBLISHED = "part_published", _("posted a part")
    SEND_POSTPONED = "send_postponed", _("postponed posting")
    SEND_REFUSED = "send_refused", _("could not post")
    SEND_UNKNOWN = "send_unknown", _("got no clear answer from X")
    CONSENT_LAPSED = "consent_lapsed", _("found the approval no longer valid")
    OVERDUE = "overdue", _("stopped a post that was late")
    RETRIED = "retried", _("ordered another try")
    RECONCILED = "reconciled", _("settled the outcome from X's timeline")
    RESOLVED = "resolved", _("settled the outcome by hand")
    SURFACED = "surfaced", _("found something on X that nobody had expected")
    REMOVAL_ORDERED = "removal_ordered", _("ordered the removal")
    REMOVED = "removed", _("removed from X")
    REMOVAL_REFUSED = "removal_refused", _("could not remove from X")
    POSTED_BY_HAND = "posted_by_hand", _("posted by hand")
    PART_BY_HAND = "part_by_hand", _("posted a part by hand")
    REMOVED_BY_HAND = "removed_by_hand", _("removed from X by hand")

    # Channels
    CHANNEL_OPENED = "channel_opened", _("registered a channel")
    MODE_CHANGED = "mode_changed", _("changed the channel's mode")
    READING_CHANGED = "reading_changed", _("changed whether the channel may read X")
    CREDENTIAL_SET = "credential_set", _("stored the channel's credential")
    CREDENTIAL_CHECKED = "credential_checked", _("asked X about the channel's credential")
    CREDENTIAL_PROVEN = "credential_proven", _("put the new credential into use")
    CREDENTIAL_REFUSED = "credential_refused", _("was refused a credential")
    FINDING_CLOSED = "finding_closed", _("dealt with a finding on X")
    HALTED = "halted", _("stopped all posting")
    RESUMED = "resumed", _("resumed posting")

    # Public records
    RECORD_HELD = "record_held", _("extended the retention")
    RECORD_HOLD_LIFTED = "record_hold_lifted", _("ended the extension of the retention")
    DISPOSED = "disposed", _("disposed of the content")
    DISCLOSED = "disclosed", _("made a bundle for disclosure")
    SHEETS_PRINTED = "sheets_printed", _("printed the decision sheets of a month")

    # The trail itself
    TRAIL_VIEWED = "trail_viewed", _("read the audit trail")
    TRAIL_EXPORTED = "trail_exported", _("exported the audit trail")


# The first act of each group above, as the trail's filter lists them.
GROUPS = {
    Act.SIGNED_IN: _("People and sections"),
    Act.DRAFTED: _("Requests"),
    Act.DECIDED: _("Decisions and checks"),
    Act.COMMENTED: _("Comments and circulation"),
    Act.POLICY_SET: _("Rules and follows"),
    Act.CLAIMED: _("Posting"),
    Act.CHANNEL_OPENED: _("Accounts on X"),
    Act.RECORD_HELD: _("Public records"),
    Act.TRAIL_VIEWED: _("Audit trail"),
}
