from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_deputies"),
        ("approvals", "0004_checklists"),
        ("posts", "0004_readers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AfterReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acknowledge", "Acknowledgement afterwards"),
                            ("inspect", "Later inspection"),
                        ],
                        max_length=12,
                    ),
                ),
                ("round", models.PositiveIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[("staff", "Staff"), ("chief", "Section chief")], max_length=20
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_on", models.DateField(verbose_name="due")),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by_name", models.CharField(blank=True, max_length=100)),
                ("done_by_title", models.CharField(blank=True, max_length=100)),
                ("opinion", models.TextField(blank=True, verbose_name="opinion")),
                (
                    "decision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection",
                        to="approvals.decision",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after_reviews",
                        to="posts.post",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after_reviews",
                        to="accounts.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "later inspection",
                "verbose_name_plural": "later inspections",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["section", "role"],
                        name="after_review_owed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "acknowledge")),
                        fields=("post", "round"),
                        name="after_review_one_acknowledgement",
                    )
                ],
            },
        ),
    ]
