"""Nobody looks an event up by its seal; two indexes less make every append cheaper."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AlterField("event", "seal", models.CharField(max_length=64)),
    ]
