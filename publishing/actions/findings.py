"""確認済み: somebody has dealt with what was found on X."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.events import Act
from audit.log import record
from posts.workflow import IllegalTransition, NotPermitted
from publishing.models import Finding


@transaction.atomic
def acknowledge(finding_pk: int, *, actor: User, note: str) -> Finding:
    """Write down what was done about a finding; once."""
    finding = Finding.objects.select_for_update(no_key=True, of=("self",)).get(pk=finding_pk)
    if not actor.has_perm("posts.halt_channel", finding.channel):
        raise NotPermitted(_("Only the section that runs the channel may do this."))
    if finding.acknowledged_at is not None:
        raise IllegalTransition("somebody has dealt with it already")
    finding.acknowledged_at, finding.acknowledged_by = timezone.now(), actor
    finding.note = note
    finding.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    record(
        Act.FINDING_CLOSED,
        actor=actor.signature(finding.channel.section),
        subject=finding.channel.subject(),
        reason=note,
        detail={"kind": finding.kind, "x_id": finding.x_id},
    )
    return finding
