"""Positions and what they carry. Authority is held by the position, not by the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The positions of a section that this system knows."""

    STAFF = "staff", _("Staff")
    CHIEF = "chief", _("Section chief")


# Permissions on a Section, by the position held in it (ガイドライン2(3)③).
SECTION_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.STAFF: frozenset({"submit_request"}),
    Role.CHIEF: frozenset({"submit_request", "decide_request"}),
}


def group_name(section_code: str, role: str) -> str:
    """The name of the auth Group that stands for one position: ``<section>:<role>``."""
    return f"{section_code}:{role}"
