"""Events are numbered and sealed at the very end of their transaction, by the database.

What an act has to say is put into ``audit_intent``; a deferred trigger seals it when the
transaction commits. So the chain is locked for the commit only, however long the transaction
was and however far away the caller is, and no other lock is ever awaited under it.
"""

from __future__ import annotations

from django.db import migrations

# One row for each event of a running transaction, gone when it has committed.
INTENT = """
CREATE UNLOGGED TABLE audit_intent (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began timestamptz NOT NULL,
    put_down_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    around text[] NOT NULL
);
"""

# The row is read from the very text that is sealed: what is kept is what the seal stands for.
# SELECT has a snapshot of its own, taken after the lock was granted, and so sees the event
# before. 0x534849524149 names the one lock of the chain (any constant would do).
SEAL = """
CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    sealed text;
    event audit_event;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM pg_advisory_xact_lock(x'534849524149'::bigint);
    SELECT seq, seal INTO last FROM audit_event ORDER BY seq DESC LIMIT 1;
    sealed := concat(
        '{', NEW.around[1],
        ',"occurred_at":"', to_char(
            (NEW.began + (clock_timestamp() - NEW.put_down_at)) AT TIME ZONE 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
        ), '",', NEW.around[2],
        ',"previous":"', coalesce(last.seal, repeat('0', 64)), '",', NEW.around[3],
        ',"seq":', coalesce(last.seq, 0) + 1, ',', NEW.around[4], '}'
    );
    event := jsonb_populate_record(NULL::audit_event, sealed::jsonb);
    event.seal := encode(sha256(convert_to(sealed, 'UTF8')), 'hex');
    INSERT INTO audit_event (
        seq, occurred_at, act, actor_number, actor_name, actor_title, actor_section,
        on_behalf_of, subject_kind, subject_code, subject_label, digest, reason, detail,
        ip, session, previous, seal
    ) VALUES (
        event.seq, event.occurred_at, event.act, event.actor_number, event.actor_name,
        event.actor_title, event.actor_section, event.on_behalf_of, event.subject_kind,
        event.subject_code, event.subject_label, event.digest, event.reason, event.detail,
        event.ip, event.session, event.previous, event.seal
    );
    DELETE FROM audit_intent WHERE id = NEW.id;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER audit_intent_sealed AFTER INSERT ON audit_intent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();
"""

DROP = """
DROP TABLE audit_intent;
DROP FUNCTION audit_seal();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seal_without_index")]

    operations = [migrations.RunSQL(INTENT + SEAL, DROP)]
