"""運用方針: one field for every matter that ガイドライン5 leaves to the PR section's chief."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.forms.fields import (
    ClockField,
    DaysField,
    DomainsField,
    HashtagsField,
    NumberField,
    PeriodsField,
    PhonesField,
    SharesField,
)
from approvals.forms.version import VersionForm
from approvals.models import PolicyVersion
from approvals.policy import LEAST_CONFIRMATIONS

ONE_A_LINE = _("One a line.")
DAYS = _("One day a line, or a period: R9.8.13~R9.8.15.")


class PolicyForm(VersionForm):
    """Within the guideline's bounds. The database holds the same bounds once more."""

    min_confirmations = NumberField(
        LEAST_CONFIRMATIONS,
        9,
        label=_("Checks needed"),
        help_text=_("Guideline 2(3)② asks for two or more: it can be stricter, never looser."),
    )
    chief_alternative = forms.BooleanField(
        label=_("The decision of the PR section's chief alone suffices"),
        required=False,
        help_text=_("When this is off, the checks and the decision are both needed."),
    )
    allow_urgent_lane = forms.BooleanField(label=_("Urgent requests are allowed"), required=False)
    allow_minor_lane = forms.BooleanField(label=_("Minor changes are allowed"), required=False)
    post_ack_business_days = NumberField(
        1, 30, label=_("Business days for the acknowledgement afterwards")
    )
    step_business_days = NumberField(1, 30, label=_("Business days for a step"))
    reminder_shares = SharesField(
        label=_("Reminders (percent of the time)"), help_text=_("For example: 50, 80")
    )
    hashtag_mode = forms.ChoiceField(
        label=_("Hashtags"), choices=PolicyVersion.HashtagMode.choices, widget=forms.RadioSelect
    )
    allowed_hashtags = HashtagsField(
        label=_("Hashtags allowed"), help_text=_("One a line. Empty: any hashtag.")
    )
    max_hashtags = NumberField(0, 10, label=_("Hashtags per post"))
    office_opens = ClockField(label=_("Office opens"))
    office_closes = ClockField(label=_("Office closes"))
    closed_days = DaysField(
        label=_("Further closed days"),
        help_text=_(
            "Beyond Saturdays, Sundays, holidays and 12/29–1/3. "
            "One day a line, or a period: R9.8.13~R9.8.15."
        ),
    )
    election_periods = PeriodsField(label=_("Election periods"), help_text=DAYS)
    posting_window_grace_min = NumberField(5, 1440, label=_("Minutes a post may be late"))
    duplicate_window_hours = NumberField(
        0, 720, label=_("Hours in which the same text is held back")
    )
    blocked_shorteners = DomainsField(label=_("Link shorteners not used"), help_text=ONE_A_LINE)
    city_phones = PhonesField(
        label=_("The city's phone numbers"),
        help_text=_("One a line. Any other number in a post is pointed out."),
    )
    retention_safety = NumberField(1, 99, label=_("Years of retention: safety and daily life"))
    retention_event = NumberField(1, 99, label=_("Years of retention: events"))
    retention_promo = NumberField(1, 99, label=_("Years of retention: convenience and promotion"))
    x_password_max_age_days = NumberField(1, 365, label=_("Days until X's password is changed"))

    # How the page groups them.
    GROUPS = (
        (_("Checks and decisions"), ("min_confirmations", "chief_alternative")),
        (
            _("Exceptions and periods"),
            (
                "allow_urgent_lane",
                "allow_minor_lane",
                "post_ack_business_days",
                "step_business_days",
                "reminder_shares",
            ),
        ),
        (_("Hashtags"), ("hashtag_mode", "allowed_hashtags", "max_hashtags")),
        (
            _("Office hours and closed days"),
            ("office_opens", "office_closes", "closed_days", "election_periods"),
        ),
        (
            _("Posting and checks of the content"),
            (
                "posting_window_grace_min",
                "duplicate_window_hours",
                "blocked_shorteners",
                "city_phones",
            ),
        ),
        (
            _("Keeping"),
            (
                "retention_safety",
                "retention_event",
                "retention_promo",
                "x_password_max_age_days",
            ),
        ),
    )

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(name, [self[field] for field in fields]) for name, fields in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        super().clean()
        opens, closes = (self.cleaned_data.get(f"office_{end}") for end in ("opens", "closes"))
        if opens and closes and closes <= opens:
            self.add_error("office_closes", gettext("The office must close after it opens."))
        return self.cleaned_data
