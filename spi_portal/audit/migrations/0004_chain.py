"""The chain over the ledger: made by the database when a deed commits, written by no process.

The trigger is deferred to the commit. So the lock on the head, which puts the entries of all
transactions in one order, is held for that moment only; what is rolled back leaves no gap; and
a deed whose entry cannot be chained does not happen.
"""

from django.db import migrations

from spi_portal.grants import grant

READ = "SELECT"
ADD = """
CREATE FUNCTION audit_chain(entry audit_entry) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    head audit_head;
BEGIN
    INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    head.number := head.number + 1;
    head.digest := sha256(head.digest || convert_to(jsonb_build_array(
        head.number::text,
        entry.id::text,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.actor, entry.verb, entry.subject, entry.details::text
    )::text, 'UTF8'));
    INSERT INTO audit_mark (number, entry_id, digest) VALUES (head.number, entry.id, head.digest);
    UPDATE audit_head SET number = head.number, digest = head.digest WHERE id = 1;
END $$;
REVOKE ALL ON FUNCTION audit_chain FROM PUBLIC;

CREATE FUNCTION audit_chain_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN PERFORM audit_chain(NEW); RETURN NULL; END $$;
REVOKE ALL ON FUNCTION audit_chain_new FROM PUBLIC;

SELECT audit_chain(entry) FROM (SELECT * FROM audit_entry ORDER BY id) AS entry;

CREATE CONSTRAINT TRIGGER audit_chained AFTER INSERT ON audit_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain_new();

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_mark
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit_mark
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
REMOVE = """
DROP TRIGGER audit_chained ON audit_entry;
DROP TRIGGER audit_append_only ON audit_mark;
DROP TRIGGER audit_keeps_all ON audit_mark;
DROP FUNCTION audit_chain_new;
DROP FUNCTION audit_chain;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain_and_deputies")]

    operations = [
        grant("audit_mark", app_staff=READ),
        grant("audit_head", app_staff=READ),
        grant("audit_deputy", app_staff="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(ADD, REMOVE),
    ]
