"""How a person wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models import NoticeChoice, NoticeKind
from approvals.notifications.writing import NEVER_OFF

Delivery = NoticeChoice.Delivery


class NoticesForm(forms.Form):
    """One choice a kind; what has to be done cannot be switched off."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = dict(user.notice_choices.values_list("kind", "delivery"))
        for kind in NoticeKind:
            self.fields[kind] = _field(kind, self.chosen.get(kind, Delivery.AT_ONCE))

    def changes(self) -> dict[str, str]:
        """The kinds for which something else was chosen than before."""
        return {
            kind: delivery
            for kind, delivery in self.cleaned_data.items()
            if delivery and delivery != self.chosen.get(kind, Delivery.AT_ONCE)
        }


def _field(kind: NoticeKind, now: str) -> forms.ChoiceField:
    always = kind in NEVER_OFF
    return forms.ChoiceField(
        label=kind.label,
        initial=now,
        # What was left out stays as it is.
        required=False,
        choices=[c for c in Delivery.choices if not (always and c[0] == Delivery.OFF)],
        widget=forms.RadioSelect,
        help_text=_("It is your task, so it cannot be switched off.") if always else "",
        error_messages={"invalid_choice": _("Choose one of the ways offered here.")},
    )
