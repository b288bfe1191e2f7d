from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.events import Act
from audit.models import EventQuerySet


class TrailFilter(forms.Form):
    """Narrows the trail. Days are days of the city, not of UTC."""

    who = forms.CharField(label=_("Person or section"), required=False, max_length=100)
    act = forms.ChoiceField(label=_("Act"), required=False, choices=[("", _("All")), *Act.choices])
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    words = forms.CharField(label=_("Number, subject or reason"), required=False, max_length=100)

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """The events that fit; all of them while the form is empty, none while it is wrong."""
        if not self.is_bound:
            return events
        if not self.is_valid():
            return events.none()
        wanted = self.cleaned_data
        if who := wanted["who"]:
            events = events.filter(
                Q(actor_name__icontains=who)
                | Q(actor_section__icontains=who)
                | Q(on_behalf_of__icontains=who)
                | Q(actor_number=who)
            )
        if wanted["act"]:
            events = events.filter(act=wanted["act"])
        if wanted["since"]:
            events = events.filter(occurred_at__gte=_moment(wanted["since"], dt.time.min))
        if wanted["until"]:
            events = events.filter(occurred_at__lte=_moment(wanted["until"], dt.time.max))
        if words := wanted["words"]:
            events = events.filter(Q(subject_label__icontains=words) | Q(reason__icontains=words))
        return events


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))
