from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from posts.forms import ReasonForm
from publishing.models import Attempt

STATUS_ADDRESS = re.compile(r"(?:https?://[^/\s]+/\S*?/status(?:es)?/)?(\d{5,19})(?:[/?#]\S*)?")


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
            cleaned["x_id"] = self._x_id(str(cleaned.get("address", "")))
        return cleaned

    def _x_id(self, address: str) -> str:
        found = STATUS_ADDRESS.fullmatch(unicodedata.normalize("NFKC", address).strip())
        if found is None:
            self.add_error(
                "address",
                ValidationError(
                    _(
                        "Paste the address of the post on X, for example https://x.com/…/status/123…."
                    )
                ),
            )
            return ""
        if Attempt.objects.posted().filter(x_id=found[1]).exists():
            self.add_error(
                "address", ValidationError(_("This post on X belongs to another request already."))
            )
        return found[1]


class HaltForm(forms.Form):
    reason = forms.CharField(
        max_length=1000,
        error_messages={
            "required": _("Write the reason, so that everybody can understand it later.")
        },
    )
