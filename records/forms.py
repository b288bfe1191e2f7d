from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from records.bundle import Wishes, names_in
from records.masking import Masking


class DisclosureForm(forms.Form):
    """What the bundle shows: comments are left out and nobody is masked unless it is asked."""

    comments = forms.BooleanField(
        label=_("Include the comments"),
        required=False,
        help_text=_("They may be information of a deliberation in progress."),
    )
    names = forms.MultipleChoiceField(
        label=_("Names to be masked"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, post: Post, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = self.fields["names"]
        assert isinstance(names, forms.MultipleChoiceField)
        names.choices = [
            (name, f"{name}（{'、'.join(acts)}）") for name, acts in names_in(post).items()
        ]

    def wishes(self) -> Wishes:
        """What a cleaned form asks for."""
        data = self.cleaned_data
        return Wishes(comments=data["comments"], masking=Masking(frozenset(data["names"])))


class MonthForm(forms.Form):
    """The month whose decided cases are printed together."""

    month = forms.CharField(
        label=_("Month"), widget=forms.TextInput(attrs={"type": "month", "data-width": "s"})
    )

    def clean_month(self) -> str:
        try:
            first = dt.datetime.strptime(self.cleaned_data["month"], "%Y-%m").date()  # noqa: DTZ007
        except ValueError as error:
            raise forms.ValidationError(_("Enter a month, for example 2026-11.")) from error
        return first.strftime("%Y-%m")

    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """From the first moment of the month up to, not including, that of the next."""
        year, month = map(int, self.cleaned_data["month"].split("-"))
        begin = dt.datetime(year, month, 1)  # noqa: DTZ001 - made aware below
        end = dt.datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001
        return timezone.make_aware(begin), timezone.make_aware(end)


class DisposalForm(forms.Form):
    """廃棄: which of the due cases, and why."""

    cases = forms.TypedMultipleChoiceField(
        label=_("Cases"),
        coerce=UUID,
        error_messages={"required": _("Choose the cases that are to be disposed of.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write the reason, so that everybody can understand it later.")
        },
    )

    def __init__(self, *args: object, due: list[Post], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        cases = self.fields["cases"]
        assert isinstance(cases, forms.TypedMultipleChoiceField)
        cases.choices = [(str(post.code), str(post)) for post in due]
