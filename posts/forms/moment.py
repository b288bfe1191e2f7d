from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.moments import parse, parse_day


class MomentField(forms.DateTimeField):
    """A date and time in the city's time zone; 和暦 and full-width digits are understood."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "data-width": "s"}, format="%Y-%m-%dT%H:%M"
    )
    default_error_messages = {
        "invalid": _("Enter a date and time that exists, for example 2026-11-24 09:00.")
    }

    def to_python(self, value: Any) -> dt.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            # A form filled from a revision holds local times without their zone.
            return timezone.make_aware(value) if timezone.is_naive(value) else value
        try:
            moment = timezone.make_aware(parse(str(value)))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if (
            not dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
            < moment
            < dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
        ):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class DayField(forms.DateField):
    """A day; 和暦 and full-width digits are understood."""

    widget = forms.DateInput(attrs={"data-width": "s"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": _("Enter a day that exists, for example 2027-04-01 or R9.4.1.")
    }

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return parse_day(str(value))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
