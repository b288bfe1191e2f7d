from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0012_trail_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="retention_by_category",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="years of retention by category"
            ),
        ),
    ]
