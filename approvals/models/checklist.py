"""確認事項: the ten prohibitions of ガイドライン3(6), answered by the drafter and each checker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, IntegerField
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models.decision import Decision
from approvals.models.version import Version, VersionQuerySet
from posts.models import Post, Revision
from posts.models.revision import Fact

PROHIBITIONS = 10


class ChecklistVersion(Version):
    """One version of the questions: ``items`` is a list of ``{"key": "1", "text": "…"}``.

    The ten of the guideline come first, under the keys "1" to "10"; the city may add others.
    """

    items = models.JSONField(_("items"))

    objects = VersionQuerySet.as_manager()  # type: ignore[misc]  # narrows Fact's

    class Meta(Version.Meta):
        verbose_name = _("checklist version")
        verbose_name_plural = _("checklist versions")
        constraints = [
            # Read by forms.declaration: none of the ten can be dropped.
            models.CheckConstraint(
                condition=GreaterThanOrEqual(
                    Func(F("items"), function="jsonb_array_length", output_field=IntegerField()),
                    PROHIBITIONS,
                ),
                name="checklist_holds_the_ten",
            ),
        ]


class Declaration(Fact):
    """What one person answered about one revision, with the automatic findings shown beside it.

    ``answers``: key of the item to True (does not apply). ``findings``: what the checks had
    found, ``[{"code", "item", "message"}]``; ``reasons``: code of a finding to why it was
    passed by.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="declarations")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="declarations")
    round = models.PositiveIntegerField()
    checklist = models.ForeignKey(ChecklistVersion, models.PROTECT, related_name="+")
    # Empty for the drafter's own, given at submission.
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="declaration")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=100)
    person_title = models.CharField(max_length=100, blank=True)
    person_section = models.CharField(max_length=100, blank=True)
    answers = models.JSONField()
    findings = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")

    def __str__(self) -> str:
        return f"{self.person_name} {self.made_at:%Y-%m-%d}"
