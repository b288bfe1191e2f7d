from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checks.submission import MIN_REASON
from posts.models import Channel

HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,15})")
FIRST_DAY = dt.date(2014, 6, 6)  # the guideline's own


class FollowForm(forms.Form):
    """Which account is followed, since when, and what makes it so beneficial to the city."""

    channel = forms.ModelChoiceField(
        Channel.objects.none(),
        label=gettext_lazy("Account"),
        empty_label=None,
        to_field_name="code",
    )
    handle = forms.CharField(
        label=gettext_lazy("Account followed"),
        max_length=50,
        widget=forms.TextInput(attrs={"data-width": "s"}),
        help_text=gettext_lazy("The name on X, for example @shiroi_city"),
        error_messages={"required": gettext_lazy("Enter the name of the account on X.")},
    )
    since = forms.DateField(
        label=gettext_lazy("Since"),
        widget=forms.DateInput(attrs={"type": "date", "data-width": "s"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day, for example 2026-11-24."),
            "invalid": gettext_lazy("Enter the day, for example 2026-11-24."),
        },
    )
    benefit = forms.CharField(
        label=gettext_lazy("Benefit to the city"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why it is of great benefit to the city to follow this account."),
        error_messages={"required": gettext_lazy("Write the benefit to the city.")},
    )

    def __init__(self, *args: Any, channels: QuerySet[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["channel"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = channels
        if len(channels) == 1:
            # A single possibility needs no question.
            choice.initial = channels[0]
            choice.widget = forms.HiddenInput()

    def clean_handle(self) -> str:
        found = HANDLE.fullmatch(unicodedata.normalize("NFKC", self.cleaned_data["handle"]))
        if found is None:
            raise ValidationError(
                _("Enter the name on X: at most 15 letters, digits or underscores.")
            )
        return found[1]

    def clean_since(self) -> dt.date:
        day: dt.date = self.cleaned_data["since"]
        if not FIRST_DAY <= day <= timezone.localdate():
            raise ValidationError(_("Enter the day of the follow; it cannot lie in the future."))
        return day

    def clean_benefit(self) -> str:
        benefit: str = self.cleaned_data["benefit"]
        if len(benefit.strip()) < MIN_REASON:
            raise ValidationError(
                _("Write the benefit to the city in at least %(least)s characters.")
                % {"least": MIN_REASON}
            )
        return benefit


class EndFollowForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        error_messages={
            "required": gettext_lazy(
                "Write the reason, so that everybody can understand it later."
            ),
            "max_length": gettext_lazy("Write the reason in at most 1,000 characters."),
        },
    )
