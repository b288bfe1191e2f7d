"""What every new version says of itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms.moment import DayField

FARTHEST = dt.timedelta(days=2 * 366)


class VersionForm(forms.Form):
    """From which day it is in force and why; ``seen`` is the number of the newest version the
    person had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    effective_from = DayField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today or later. R9.4.1 is understood, too."),
        error_messages={"required": gettext_lazy("Enter the day from which it is in force.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=5,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy(
                "Write the reason, so that everybody can understand it later."
            ),
            "min_length": gettext_lazy("Write the reason in at least 5 characters."),
            "max_length": gettext_lazy("Write the reason in at most 1,000 characters."),
        },
    )

    def clean_effective_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["effective_from"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("This day has passed. Enter today or a later day."))
        if day > today + FARTHEST:
            raise ValidationError(_("This day is too far ahead. Enter one within two years."))
        return day

    def laid_down(self) -> dict[str, Any]:
        """What a cleaned form lays down."""
        about = {"seen", "effective_from", "reason"}
        return {name: value for name, value in self.cleaned_data.items() if name not in about}
