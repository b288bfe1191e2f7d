"""The closed lists of consent: at which stage, and what a person decided there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """The two steps of consent: 依頼元の所属長 (2(3)③), then the PR section (2(3)②)."""

    CHIEF = "chief", _("Requesting section")
    PR = "pr", _("PR section")


class Verdict(models.TextChoices):
    """確認 is what staff do, 決裁 what chiefs do; the guideline keeps them apart, so do we."""

    DECIDE = "decide", _("Decision")
    CONFIRM = "confirm", _("Check")
    SEND_BACK = "send_back", _("Return")
    REJECT = "reject", _("Rejection")
    HOLD = "hold", _("Hold")
