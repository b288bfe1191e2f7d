from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Deputy, Section, User
from accounts.seats import Seat


class SignInForm(AuthenticationForm):
    """Staff number and password. Full-width digits are accepted, as an IME leaves them."""

    username = forms.CharField(
        label=_("Staff number"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "input"}),
        error_messages={"required": _("Enter your staff number.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"}),
        error_messages={"required": _("Enter your password.")},
    )

    error_messages = {
        "invalid_login": _("The staff number or the password is not right. Please check both."),
        "inactive": _("This account is closed. Please ask the account manager."),
    }

    def clean_username(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["username"]).strip()


class DayField(forms.DateField):
    """A day, as a browser's calendar or a person writes it; full-width digits too."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d"], **kwargs)
        self.error_messages["invalid"] = _("Enter the day as 2026/11/22.")

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(unicodedata.normalize("NFKC", str(value or "")).strip())


class DeputyForm(forms.Form):
    """代決者: who stands in for which of my own positions, from when until when, and why."""

    position = forms.ChoiceField(
        label=_("Position that is stood in for"),
        error_messages={"required": _("Choose one of your positions.")},
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Deputy"),
        to_field_name="staff_number",
        empty_label=_("Choose"),
        error_messages={
            "required": _("Choose a deputy."),
            "invalid_choice": _("Choose a member of staff from the list."),
        },
    )
    since = DayField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    until = DayField(label=_("Last day"), error_messages={"required": _("Enter the last day.")})
    reason = forms.CharField(
        label=_("Reason of the absence"),
        max_length=200,
        help_text=_("For example: business trip. It stands beside every decision of the deputy."),
        error_messages={
            "required": _("Write why you are away."),
            "max_length": _("Write the reason in at most 200 characters."),
        },
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {seat.key: seat for seat in seats}
        position, people = self.fields["position"], self.fields["user"]
        assert isinstance(position, forms.ChoiceField)
        assert isinstance(people, forms.ModelChoiceField)
        position.choices = [(s.key, f"{s.section} {s.title}") for s in seats]
        today = timezone.localdate()
        held = Appointment.objects.on(today)
        people.queryset = (
            User.objects.filter(is_active=True, appointments__in=held)
            .exclude(pk=user.pk)
            .distinct()
        )

    def deputy(self) -> Deputy:
        """What a cleaned form says; the action checks it."""
        data = self.cleaned_data
        seat = self.seats[data["position"]]
        return Deputy(
            section=Section.objects.get(code=seat.position_section),
            role=seat.role,
            user=data["user"],
            since=data["since"],
            until=data["until"],
            reason=data["reason"],
        )

    def refuse(self, error: ValidationError) -> None:
        """Put what the action found beside its field."""
        fields = {"section": "position", "role": "position"}
        for name, messages in error.message_dict.items():
            field = fields.get(name, name)
            self.add_error(field if field in self.fields else None, messages)
