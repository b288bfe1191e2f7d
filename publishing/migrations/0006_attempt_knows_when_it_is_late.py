from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_look_keeps_what_it_saw")]

    operations = [
        migrations.AddField(
            model_name="attempt", name="late_at", field=models.DateTimeField(null=True)
        ),
    ]
