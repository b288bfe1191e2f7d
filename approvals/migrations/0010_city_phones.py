from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0009_first_versions")]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="city_phones",
            field=models.JSONField(
                blank=True, default=list, verbose_name="the city's phone numbers"
            ),
        ),
    ]
