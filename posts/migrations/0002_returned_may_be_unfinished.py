"""A returned request is with its author again, so it may be saved unfinished like a draft."""

from __future__ import annotations

from django.db import migrations, models


def exception_has_reason(*unfinished: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(
            ("lane", "normal"),
            ("status__in", list(unfinished)),
            models.Q(("exception_reason", ""), _negated=True),
            _connector="OR",
        ),
        name="post_exception_has_reason",
    )


class Migration(migrations.Migration):
    dependencies = [("posts", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("post", "post_exception_has_reason"),
        migrations.AddConstraint("post", exception_has_reason("draft", "returned", "withdrawn")),
    ]
