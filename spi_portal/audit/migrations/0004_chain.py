"""The chain over the ledger: made by the database when a deed commits, written by no process.

The trigger is deferred to the commit. So the lock on the head, which puts the entries of all
transactions in one order, is held for that moment only; what is rolled back leaves no gap; and
a deed whose entry cannot be chained does not happen. A deed writes few entries: the head's
versions within one transaction make thousands of them slow.
"""

from django.db import migrations

from spi_portal.grants import grant

READ = "SELECT"
ADD = """
CREATE FUNCTION audit_digest(before bytea, number bigint, entry audit_entry) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT sha256(before || convert_to(jsonb_build_array(
        number::text,
        entry.id::text,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.actor, entry.verb, entry.subject, entry.details::text
    )::text, 'UTF8'))
$$;
REVOKE ALL ON FUNCTION audit_digest FROM PUBLIC;

CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    head audit_head;
BEGIN
    INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    head.number := head.number + 1;
    head.digest := audit_digest(head.digest, head.number, NEW);
    INSERT INTO audit_mark (number, entry_id, digest) VALUES (head.number, NEW.id, head.digest);
    UPDATE audit_head SET number = head.number, digest = head.digest WHERE id = 1;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION audit_chain FROM PUBLIC;

-- The entries that are there already: the head is written once, at their end.
DO $$
DECLARE
    entry audit_entry;
    last_number bigint := 0;
    last_digest bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR entry IN SELECT * FROM audit_entry ORDER BY id LOOP
        last_number := last_number + 1;
        last_digest := audit_digest(last_digest, last_number, entry);
        INSERT INTO audit_mark (number, entry_id, digest)
        VALUES (last_number, entry.id, last_digest);
    END LOOP;
    INSERT INTO audit_head VALUES (1, last_number, last_digest);
END $$;

CREATE CONSTRAINT TRIGGER audit_chained AFTER INSERT ON audit_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_mark
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit_mark
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
REMOVE = """
DROP TRIGGER audit_chained ON audit_entry;
DROP TRIGGER audit_append_only ON audit_mark;
DROP TRIGGER audit_keeps_all ON audit_mark;
DROP FUNCTION audit_chain;
DROP FUNCTION audit_digest;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain_and_deputies")]

    operations = [
        grant("audit_mark", app_staff=READ),
        grant("audit_head", app_staff=READ),
        grant("audit_deputy", app_staff="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(ADD, REMOVE),
    ]
