from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.forms import ReasonForm
from posts.models import Channel
from publishing.models import Attempt, snowflake_time

CLOCK_SKEW = dt.timedelta(minutes=1)
STATUS_ADDRESS = re.compile(r"(?:https?://[^/\s]+/\S*?/status(?:es)?/)?(\d{5,19})(?:[/?#]\S*)?")


def read_address(form: forms.Form, address: str) -> str:
    """The id in a post's address on X; an error beside the field when there is none, or when it
    is the id of another request."""
    found = STATUS_ADDRESS.fullmatch(unicodedata.normalize("NFKC", address).strip())
    if found is None:
        form.add_error(
            "address",
            _("Paste the address of the post on X, for example https://x.com/…/status/123…."),
        )
        return ""
    if Attempt.objects.filter(x_id=found[1]).exists():
        form.add_error("address", _("This post on X belongs to another request already."))
    return found[1]


class ResolveForm(ReasonForm):
    """What a person found on X: the address of the post, or that it is not there."""

    found = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("posted", _("Posted")), ("absent", _("Not posted"))],
        error_messages={"required": _("Choose what you saw on X.")},
    )
    address = forms.CharField(label=_("Address of the post"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("What you saw"),
        max_length=1000,
        error_messages={
            "required": _("Write what you saw on X."),
            "max_length": _("Write the reason in at most 1,000 characters."),
        },
    )
    field_order = ("seen", "found", "address", "reason")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("found") == "posted" and "address" not in self.errors:
            cleaned["x_id"] = read_address(self, str(cleaned.get("address", "")))
        return cleaned


class HandForm(forms.Form):
    """The address of what a person has just posted by hand."""

    seen = forms.CharField(max_length=100, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Address of the post"),
        max_length=300,
        error_messages={
            "required": _(
                "Paste the address of the post on X, for example https://x.com/…/status/123…."
            )
        },
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if "address" not in self.errors:
            x_id = read_address(self, str(cleaned.get("address", "")))
            if x_id and snowflake_time(x_id) > timezone.now() + CLOCK_SKEW:
                self.add_error("address", _("X has not given out this number yet. Copy it anew."))
            cleaned["x_id"] = x_id
        return cleaned


class HaltForm(forms.Form):
    reason = forms.CharField(
        max_length=1000,
        error_messages={
            "required": _("Write the reason, so that everybody can understand it later.")
        },
    )


class _WithReason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write the reason, so that everybody can understand it later."),
            "max_length": _("Write the reason in at most 1,000 characters."),
        },
    )


class ModeForm(_WithReason):
    """運用モード: drill, by hand or live."""

    mode = forms.ChoiceField(
        label=_("mode"), choices=Channel.Mode.choices, widget=forms.RadioSelect
    )
    field_order = ("mode", "reason")


class ReadingForm(_WithReason):
    """Whether the contract with X lets the worker read the account's own timeline."""

    may_read = forms.ChoiceField(
        label=_("may read its own timeline"),
        choices=[("yes", _("Yes")), ("no", _("No: an unclear outcome goes straight to a person"))],
        widget=forms.RadioSelect,
    )
    field_order = ("may_read", "reason")


class NoteForm(forms.Form):
    """What was done about a finding."""

    note = forms.CharField(
        label=_("what was done"),
        max_length=1000,
        error_messages={
            "required": _("Write what was done about it."),
            "max_length": _("Write the reason in at most 1,000 characters."),
        },
    )
