"""What happened before there were notices is not told any more."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin_here(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    last = apps.get_model("audit", "Event").objects.order_by("-seq").first()
    apps.get_model("approvals", "PostOffice").objects.create(
        pk=1, told_upto=last.seq if last else 0
    )


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("approvals", "PostOffice").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("approvals", "0010_post_office"), ("audit", "0001_initial")]

    operations = [migrations.RunPython(begin_here, forget)]
