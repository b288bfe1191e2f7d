from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_deputies"),
        ("posts", "0002_returned_may_be_unfinished"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="benefit",
            field=models.TextField(blank=True, verbose_name="benefit to the city"),
        ),
        migrations.AddField(
            model_name="revision",
            name="reply_url",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="post that is answered"
            ),
        ),
    ]
