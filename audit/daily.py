"""Once a day: check what is new, anchor it, and tell those who answer for the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from audit.anchors import current, keep, load
from audit.chain import Anchor, anchor_line
from audit.verify import Verdict, verify


class Broken(Exception):
    """The trail is not what was sealed: nothing is anchored, somebody has to look."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"trail broken at event {verdict.broken_at}: {verdict.why}")
        self.verdict = verdict


def anchor_of(day: dt.date) -> Anchor:
    """The anchor of this day: the one in the file, or a new one, written there.

    Raises ``Broken`` when the trail since the last anchor does not verify: what is anchored is
    vouched for. Asking twice on one day changes nothing.
    """
    anchors = load()
    verdict = verify(anchors=anchors, since_anchor=True)
    if verdict.broken_at is not None:
        raise Broken(verdict)
    if anchors and anchors[-1].date == day:
        return anchors[-1]
    anchor = current(day)
    keep(anchor)
    return anchor


def mail_anchor(anchor: Anchor, recipients: Sequence[str]) -> None:
    """The line in a mail: it leaves the building, where nobody can take it back."""
    subject = _("Trail: %(count)s events, nothing amiss (%(date)s)") % {
        "count": f"{anchor.count:,}",
        "date": anchor.date,
    }
    words = _(
        "The trail was checked up to event %(count)s and is intact.\n"
        "Please keep this mail. The line below proves, even against the administrator of the "
        "database, what the trail held on this day."
    ) % {"count": anchor.count}
    _send(subject, f"{words}\n\n{anchor_line(anchor)}\n", recipients)


def mail_alarm(broken: Broken, recipients: Sequence[str]) -> None:
    verdict = broken.verdict
    subject = _("URGENT: the trail was tampered with at event %(number)s") % {
        "number": verdict.broken_at
    }
    words = _(
        "The nightly check found that event %(number)s is not what was recorded: %(why)s.\n"
        "Keep the database, the anchor file and the earlier mails as they are, and call the "
        "people who run the system."
    ) % {"number": verdict.broken_at, "why": verdict.why}
    _send(subject, f"{words}\n", recipients)


def _send(subject: str, body: str, recipients: Sequence[str]) -> None:
    """Each in a mail of their own: nobody learns the others' addresses."""
    for address in recipients:
        EmailMessage(subject, body, to=[address]).send()
