"""A trail of any length is searched for any run of characters, also for one or two of them.

PostgreSQL's trigrams need three characters, and most Japanese words have two. So the column
``words`` holds what people look for with an x around every character: 避難 is stored as x避x難x,
and x避x is a trigram. Full-width and half-width are one (NFKC), A is a, blanks are left out.

The column is derived and sealed by nothing: it can be dropped and built again at any time.
That is why it is no field of the model. Its functions have fixed collations, so that neither
the server's locale nor its next version changes what is stored.
"""

from __future__ import annotations

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

ADD_WORDS = r"""
CREATE FUNCTION audit_words(VARIADIC parts text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN 'x' || regexp_replace(
        lower(replace(normalize(array_to_string(parts, E'\n'), NFKC), ' ', '') COLLATE "C"),
        '(.)', '\1x', 'g');
ALTER TABLE audit_event ADD COLUMN words text GENERATED ALWAYS AS (
    audit_words(subject_label, reason, actor_section, actor_title, actor_name, actor_number,
        on_behalf_of, detail->>'x_id', detail->>'section', detail->>'title')
) STORED;
"""

DROP_WORDS = """
ALTER TABLE audit_event DROP COLUMN words;
DROP FUNCTION audit_words;
"""

# The planner judges by a sample how common the characters are: common ones are found by
# walking back from the newest event, rare ones through the index.
ADD_INDEX = """
ALTER TABLE audit_event ALTER COLUMN words SET STATISTICS 1000;
CREATE INDEX event_words ON audit_event USING gin (words gin_trgm_ops);
"""
DROP_INDEX = "DROP INDEX event_words;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_sealed_at_commit")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(ADD_WORDS, DROP_WORDS),
        migrations.RunSQL(ADD_INDEX, DROP_INDEX),
    ]
