from __future__ import annotations

import unicodedata

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


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
