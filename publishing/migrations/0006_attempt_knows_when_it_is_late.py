from __future__ import annotations

from django.db import migrations, models

# What was claimed before and not sent yet is asked again whether it is late.
ASK_AGAIN = """
UPDATE publishing_attempt SET late_at = claimed_at
  FROM posts_post
 WHERE posts_post.id = publishing_attempt.post_id AND posts_post.parts_on_x = 0
   AND publishing_attempt.settled_at IS NULL AND publishing_attempt.sent_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_look_keeps_what_it_saw")]

    operations = [
        migrations.AddField(
            model_name="attempt", name="late_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(ASK_AGAIN, migrations.RunSQL.noop),
    ]
