from __future__ import annotations

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_deputies"),
        ("approvals", "0001_initial"),
        ("posts", "0004_readers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("effective_from", models.DateField(verbose_name="in force from")),
                ("author_name", models.CharField(blank=True, editable=False, max_length=100)),
                ("author_title", models.CharField(blank=True, editable=False, max_length=100)),
                ("author_section", models.CharField(blank=True, editable=False, max_length=100)),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "min_confirmations",
                    models.PositiveSmallIntegerField(default=2, verbose_name="checks needed"),
                ),
                (
                    "chief_alternative",
                    models.BooleanField(
                        default=True, verbose_name="the chief's decision alone suffices"
                    ),
                ),
                (
                    "allow_urgent_lane",
                    models.BooleanField(default=True, verbose_name="urgent route"),
                ),
                (
                    "allow_minor_lane",
                    models.BooleanField(default=True, verbose_name="route for minor changes"),
                ),
                (
                    "post_ack_business_days",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="business days for the acknowledgement afterwards"
                    ),
                ),
                (
                    "step_business_days",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="business days for a step"
                    ),
                ),
                (
                    "reminder_shares",
                    models.JSONField(default=list, verbose_name="reminders (percent of the time)"),
                ),
                (
                    "hashtag_mode",
                    models.CharField(
                        choices=[("off", "Not used"), ("trial", "On trial"), ("on", "In use")],
                        default="trial",
                        max_length=10,
                        verbose_name="hashtags",
                    ),
                ),
                (
                    "allowed_hashtags",
                    models.JSONField(blank=True, default=list, verbose_name="hashtags allowed"),
                ),
                (
                    "max_hashtags",
                    models.PositiveSmallIntegerField(default=2, verbose_name="hashtags per post"),
                ),
                (
                    "office_opens",
                    models.TimeField(default=datetime.time(8, 30), verbose_name="office opens"),
                ),
                (
                    "office_closes",
                    models.TimeField(default=datetime.time(17, 15), verbose_name="office closes"),
                ),
                (
                    "closed_days",
                    models.JSONField(blank=True, default=list, verbose_name="further closed days"),
                ),
                (
                    "posting_window_grace_min",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="minutes a post may be late"
                    ),
                ),
                (
                    "duplicate_window_hours",
                    models.PositiveSmallIntegerField(
                        default=24, verbose_name="hours in which the same text is held back"
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(default=5, verbose_name="years of retention"),
                ),
                (
                    "election_periods",
                    models.JSONField(blank=True, default=list, verbose_name="election periods"),
                ),
                (
                    "blocked_shorteners",
                    models.JSONField(
                        blank=True, default=list, verbose_name="link shorteners not used"
                    ),
                ),
                (
                    "x_password_max_age_days",
                    models.PositiveSmallIntegerField(
                        default=90, verbose_name="days until X's password is changed"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "policy version",
                "verbose_name_plural": "policy versions",
                "ordering": ["number"],
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("min_confirmations__gte", 2), ("min_confirmations__lte", 9)),
                name="policy_two_or_more_checks",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("posting_window_grace_min__lte", 1440)),
                name="policy_grace_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_years__gte", 1)), name="policy_keeps_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("post_ack_business_days__gte", 1), ("step_business_days__gte", 1)
                ),
                name="policy_periods_are_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("office_closes__gt", models.F("office_opens"))),
                name="policy_office_hours",
            ),
        ),
    ]
