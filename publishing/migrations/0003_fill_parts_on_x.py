"""Posts that stood on X before the count was kept get theirs."""

from __future__ import annotations

from django.db import migrations

FILL = """
UPDATE posts_post SET parts_on_x = counted.n
  FROM (SELECT revision_id, count(*) AS n FROM publishing_attempt
         WHERE outcome = 'posted' GROUP BY revision_id) AS counted
 WHERE posts_post.current_id = counted.revision_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_nothing_x_says_is_ignored"),
        ("posts", "0005_post_knows_what_stands_on_x"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
