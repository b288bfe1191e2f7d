from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_deputies"),
        ("approvals", "0005_after_reviews"),
        ("posts", "0004_readers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Circulation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_name", models.CharField(max_length=100)),
                ("actor_title", models.CharField(blank=True, max_length=100)),
                ("actor_section", models.CharField(blank=True, max_length=100)),
                ("words", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circulations",
                        to="posts.post",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "circulation",
                "verbose_name_plural": "circulations",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_name", models.CharField(max_length=100)),
                ("actor_title", models.CharField(blank=True, max_length=100)),
                ("actor_section", models.CharField(blank=True, max_length=100)),
                ("words", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentioned",
                    models.ManyToManyField(related_name="mentions", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="posts.post",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Concurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_name", models.CharField(max_length=100)),
                ("actor_title", models.CharField(blank=True, max_length=100)),
                ("actor_section", models.CharField(blank=True, max_length=100)),
                ("words", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concurrences",
                        to="posts.post",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concurrences",
                        to="accounts.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "concurrence",
                "verbose_name_plural": "concurrences",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ConcurrenceAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_name", models.CharField(max_length=100)),
                ("actor_title", models.CharField(blank=True, max_length=100)),
                ("actor_section", models.CharField(blank=True, max_length=100)),
                ("words", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("round", models.PositiveIntegerField()),
                ("agreed", models.BooleanField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="approvals.concurrence",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a concurrence",
                "verbose_name_plural": "answers to concurrences",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "circulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="approvals.circulation",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "read receipt",
                "verbose_name_plural": "read receipts",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="concurrence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("post", "section"),
                name="concurrence_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="concurrenceanswer",
            constraint=models.UniqueConstraint(
                fields=("concurrence", "revision", "round"), name="concurrence_answered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="concurrenceanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed", True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="concurrence_objection_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                fields=("circulation", "reader"), name="receipt_once"
            ),
        ),
    ]
