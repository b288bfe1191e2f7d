"""What is in force before anybody lays anything down: the defaults, and the ten of 3(6)."""

from __future__ import annotations

import datetime as dt

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The guideline's last amendment: the first versions carry it out as it stands.
AMENDED_ON = dt.date(2017, 4, 1)
REASON = "白井市ツイッター運用ガイドライン（平成29年4月1日改正）による。"
# ガイドライン3(6), its ten items in its own words.
ITEMS = (
    "誹謗中傷や不敬な言い方を含む情報",
    "人種、思想、信条等の差別、又は差別を助長させる情報",
    "特定の政治活動を助長する情報",
    "違法行為又は違法行為を煽る情報",
    "白井市あるいは白井市と利害関係にある者又は団体の秘密に関する情報",
    "個人情報や白井市及び他者の権利（著作権・肖像権等）を侵害する情報",
    "白井市のセキュリティを脅かすおそれのある情報",
    "公式に発表される前の情報",
    "単なる噂や噂を助長させる情報",
    "その他公序良俗に反する一切の情報",
)
SHORTENERS = ["bit.ly", "t.ly", "tinyurl.com", "is.gd", "ow.ly", "x.gd", "00m.in", "u0u1.net"]


def lay_down(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    first = {"number": 1, "effective_from": AMENDED_ON, "reason": REASON}
    apps.get_model("approvals", "PolicyVersion").objects.create(
        **first, reminder_shares=[50, 80], blocked_shorteners=SHORTENERS
    )
    items = [{"key": str(n), "text": text} for n, text in enumerate(ITEMS, start=1)]
    apps.get_model("approvals", "ChecklistVersion").objects.create(**first, items=items)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0008_follows")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
