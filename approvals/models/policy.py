"""運用方針: the matters that ガイドライン5 leaves to the PR section's chief, within its bounds."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.models.version import Version, VersionQuerySet
from approvals.policy import LEAST_CONFIRMATIONS, Rule


class PolicyVersion(Version):
    """One version of the policy. Stricter than ガイドライン2(3)② it may be, looser never:
    the database refuses."""

    class HashtagMode(models.TextChoices):
        OFF = "off", _("Not used")
        TRIAL = "trial", _("On trial")
        ON = "on", _("In use")

    min_confirmations = models.PositiveSmallIntegerField(_("checks needed"), default=2)
    # False: the checks *and* the decision of the PR section's chief are needed.
    chief_alternative = models.BooleanField(_("the chief's decision alone suffices"), default=True)
    allow_urgent_lane = models.BooleanField(_("urgent route"), default=True)
    allow_minor_lane = models.BooleanField(_("route for minor changes"), default=True)
    # Business days within which a skipped or absent chief looks at it afterwards.
    post_ack_business_days = models.PositiveSmallIntegerField(
        _("business days for the acknowledgement afterwards"), default=1
    )
    # Business days that a step may take when no time of posting is requested.
    step_business_days = models.PositiveSmallIntegerField(_("business days for a step"), default=2)
    # Percent of the remaining time after which the people on the step are reminded.
    reminder_shares = models.JSONField(_("reminders (percent of the time)"), default=list)
    hashtag_mode = models.CharField(
        _("hashtags"), max_length=10, choices=HashtagMode.choices, default=HashtagMode.TRIAL
    )
    allowed_hashtags = models.JSONField(_("hashtags allowed"), default=list, blank=True)
    max_hashtags = models.PositiveSmallIntegerField(_("hashtags per post"), default=2)
    office_opens = models.TimeField(_("office opens"), default=dt.time(8, 30))
    office_closes = models.TimeField(_("office closes"), default=dt.time(17, 15))
    # ISO days beyond Saturdays, Sundays, holidays and 12/29–1/3.
    closed_days = models.JSONField(_("further closed days"), default=list, blank=True)
    posting_window_grace_min = models.PositiveSmallIntegerField(
        _("minutes a post may be late"), default=30
    )
    duplicate_window_hours = models.PositiveSmallIntegerField(
        _("hours in which the same text is held back"), default=24
    )
    # Years from the end of the fiscal year in which a case was closed, by category.
    retention_safety = models.PositiveSmallIntegerField(
        _("years of retention: safety and daily life"), default=5
    )
    retention_event = models.PositiveSmallIntegerField(_("years of retention: events"), default=5)
    retention_promo = models.PositiveSmallIntegerField(
        _("years of retention: convenience and promotion"), default=5
    )
    # Pairs of ISO days, first and last.
    election_periods = models.JSONField(_("election periods"), default=list, blank=True)
    blocked_shorteners = models.JSONField(_("link shorteners not used"), default=list, blank=True)
    # 市の代表・窓口の電話番号: national digits, without signs. They may stand in a post.
    city_phones = models.JSONField(_("the city's phone numbers"), default=list, blank=True)
    x_password_max_age_days = models.PositiveSmallIntegerField(
        _("days until X's password is changed"), default=90
    )

    objects = VersionQuerySet.as_manager()  # type: ignore[misc]  # narrows Fact's

    class Meta(Version.Meta):
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        constraints = [
            # Read by approvals.policy.Rule: 2人以上の確認 (2(3)②) is the floor.
            models.CheckConstraint(
                condition=Q(min_confirmations__gte=LEAST_CONFIRMATIONS, min_confirmations__lte=9),
                name="policy_two_or_more_checks",
            ),
            # Read by publishing.claims: nothing stale goes out by itself.
            models.CheckConstraint(
                condition=Q(posting_window_grace_min__lte=24 * 60), name="policy_grace_of_a_day"
            ),
            # Read by records: a public record is kept for a year at the least.
            models.CheckConstraint(
                condition=Q(
                    retention_safety__gte=1, retention_event__gte=1, retention_promo__gte=1
                ),
                name="policy_keeps_a_year",
            ),
            models.CheckConstraint(
                condition=Q(post_ack_business_days__gte=1, step_business_days__gte=1),
                name="policy_periods_are_days",
            ),
            models.CheckConstraint(
                condition=Q(office_closes__gt=F("office_opens")), name="policy_office_hours"
            ),
        ]

    @property
    def grace(self) -> dt.timedelta:
        """How late a post may still go out by itself."""
        return dt.timedelta(minutes=self.posting_window_grace_min)

    @property
    def duplicate_window(self) -> dt.timedelta:
        return dt.timedelta(hours=self.duplicate_window_hours)

    def closed(self) -> list[dt.date]:
        """The city's further closed days."""
        return [dt.date.fromisoformat(day) for day in self.closed_days]

    def elections(self) -> list[tuple[dt.date, dt.date]]:
        """First and last day of each election period."""
        read = dt.date.fromisoformat
        return [(read(first), read(last)) for first, last in self.election_periods]

    def retention_of(self, category: str) -> int:
        """保存期間 in years of this category; of a draft without one, the shortest."""
        years = {
            "safety": self.retention_safety,
            "event": self.retention_event,
            "promo": self.retention_promo,
        }
        return years.get(category, min(years.values()))

    def rule(self) -> Rule:
        """The part of it that the approval rule reads."""
        return Rule(
            min_confirmations=self.min_confirmations, chief_alternative=self.chief_alternative
        )
