from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0012_trail_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="policyversion",
            name="policy_keeps_a_year",
        ),
        migrations.RemoveField(
            model_name="policyversion",
            name="retention_years",
        ),
        migrations.AddField(
            model_name="policyversion",
            name="retention_event",
            field=models.PositiveSmallIntegerField(
                default=5, verbose_name="years of retention: events"
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="retention_promo",
            field=models.PositiveSmallIntegerField(
                default=5, verbose_name="years of retention: convenience and promotion"
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="retention_safety",
            field=models.PositiveSmallIntegerField(
                default=5, verbose_name="years of retention: safety and daily life"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retention_event__gte", 1),
                    ("retention_promo__gte", 1),
                    ("retention_safety__gte", 1),
                ),
                name="policy_keeps_a_year",
            ),
        ),
    ]
