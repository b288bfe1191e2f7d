"""What an act of consent asks for beside the press of its button."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.forms import ReasonForm


class Seated(forms.Form):
    """An act in one of the person's positions; which one is asked only where there is a choice."""

    seat = forms.CharField(label=gettext_lazy("Position you act in"), required=False)

    def ask_for_seat(self) -> None:
        """Say that there is a choice to make."""
        self.add_error("seat", _("Choose the position in which you act."))


class SeatForm(Seated):
    """An act on the revision that the person had before them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class StopForm(Seated, ReasonForm):
    """An act that asks for its reason, too."""


class OpinionForm(forms.Form):
    """What somebody who looks at it afterwards has to say, if anything."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("Write at most 1,000 characters.")},
    )
