from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import group_name
from audit.log import Subject


class Section(models.Model):
    """A part of the city hall: 部, 課, 係, 室, 施設 or 委員会事務局, in a tree."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        SECTION = "section", _("Section")
        UNIT = "unit", _("Unit")
        OFFICE = "office", _("Office")
        FACILITY = "facility", _("Facility")
        SECRETARIAT = "secretariat", _("Secretariat")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    latin_name = models.CharField(_("name in English"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SECTION)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    # 建制順: the order of the official organisation chart, not of the code.
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        permissions = [
            ("submit_request", _("May submit requests of this section")),
            ("decide_request", _("May decide requests of this section")),
        ]

    def __str__(self) -> str:
        return self.name

    def position(self, role: str) -> Group:
        """The Group that stands for this position. Raises ``Group.DoesNotExist``."""
        return Group.objects.get(name=group_name(self.code, role))

    def subject(self) -> Subject:
        return Subject("section", self.code, self.name)
