from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from audit import search
from audit.events import GROUPS, Act
from audit.models import Event, EventQuerySet
from audit.vocabulary import WORDS
from audit.wareki import fiscal_year, fiscal_year_name

Choice = tuple[str, str | Promise]


class NumberField(forms.CharField):
    """The number of a post as people type it: 「Ｒ８－１２」 is R8-0012."""

    default_error_messages = {"invalid": _("Enter the number of a post, for example R8-0012.")}

    def to_python(self, value: Any) -> str:
        typed = unicodedata.normalize("NFKC", super().to_python(value) or "").upper()
        if not typed:
            return ""
        found = re.fullmatch(r"R([0-9]{1,2})[-‐−ー]([0-9]{1,5})", typed.replace(" ", ""))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"R{int(found[1])}-{int(found[2]):04}"


class DayField(forms.DateField):
    """A day on which there can have been a trail."""

    widget = forms.DateInput(attrs={"type": "date"})
    default_validators = [
        MinValueValidator(dt.date(2000, 1, 1), _("Choose a day from the year 2000 on.")),
        MaxValueValidator(dt.date(2099, 12, 31), _("Choose a day before the year 2100.")),
    ]


class TrailFilter(forms.Form):
    """Narrows the trail. Days are days of the city, not of UTC."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    year = forms.ChoiceField(label=_("Fiscal year"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    person = forms.CharField(
        label=_("Person (name or staff number)"), required=False, max_length=50
    )
    section = forms.CharField(label=_("Section"), required=False, max_length=50)
    number = NumberField(label=_("Post number"), required=False, max_length=20)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("All")), *_years()]  # type: ignore[attr-defined]
        self.fields["act"].choices = [("", _("All")), *_acts()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a day that is not before the first one."))
        return given

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("words", "year", "act", "person")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What the page shows folded away, while nothing is in it."""
        return [self[name] for name in ("section", "number", "since", "until")]

    @property
    def more_asked(self) -> bool:
        return any(field.value() or field.errors for field in self.more_fields)

    def asked(self) -> dict[str, str]:
        """What narrows the trail, in the form's own names and as they are typed into it."""
        if not self.is_bound or not self.is_valid():
            return {}
        given = {name: self.cleaned_data[name] for name in TrailFilter.base_fields}
        return {name: str(value) for name, value in given.items() if value}

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit; all of them while the form is empty, none while it is wrong."""
        if not self.is_bound:
            return events
        if not self.is_valid():
            return events.none()
        given = self.cleaned_data
        events = search.between(events, *self._period(), self.top)
        if given["act"]:
            events = events.filter(act=given["act"])
        if given["person"]:
            events = search.by_person(events, given["person"])
        if given["section"]:
            events = search.by_section(events, given["section"])
        if given["number"]:
            events = search.about_number(events, given["number"])
        return events.filter(search.having_all(given["words"]))

    @cached_property
    def top(self) -> int | None:
        """A number that none of the narrowed events exceeds, when one is known."""
        return search.last_before(self._period()[1]) if self.is_valid() else None

    def _period(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """Where both the fiscal year and the days hold: from the one moment, before the other."""
        given = self.cleaned_data
        firsts = [given["since"]] if given["since"] else []
        ends = [given["until"] + dt.timedelta(days=1)] if given["until"] else []
        if given["year"]:
            year = int(given["year"])
            firsts.append(dt.date(year, 4, 1))
            ends.append(dt.date(year + 1, 4, 1))
        return (
            _midnight(max(firsts)) if firsts else None,
            _midnight(min(ends)) if ends else None,
        )


class FormatForm(forms.Form):
    """Which file is wanted."""

    format = forms.ChoiceField(label=_("Format"), choices=WORDS["format"].items())
    # Whoever has seen which characters will be replaced says so.
    agreed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ExportForm(FormatForm, TrailFilter):
    """The same events, in a file. The filter's fields travel hidden."""


def _years() -> list[Choice]:
    """The fiscal years of the trail, the latest first."""
    oldest = Event.objects.order_by("seq").values_list("occurred_at", flat=True).first()
    now = fiscal_year(timezone.localdate())
    begin = fiscal_year(timezone.localdate(oldest)) if oldest else now
    return [(str(year), fiscal_year_name(year)) for year in range(now, min(begin, now) - 1, -1)]


def _acts() -> list[tuple[str | Promise, list[Choice]]]:
    """The acts under the headings that ``audit.events`` gives them."""
    groups: list[tuple[str | Promise, list[Choice]]] = []
    for act in Act:
        if act in GROUPS:
            groups.append((GROUPS[act], []))
        groups[-1][1].append((act.value, act.label))
    return groups


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
