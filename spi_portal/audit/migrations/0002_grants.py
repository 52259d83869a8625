"""The ledger takes entries and gives them; nobody changes one, not even its owner."""

from django.db import migrations

from spi_portal.grants import grant

ADD = "SELECT, INSERT"

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The audit ledger is append-only.'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
ALLOW = """
DROP TRIGGER audit_append_only ON audit_entry;
DROP TRIGGER audit_keeps_all ON audit_entry;
DROP FUNCTION audit_refuse_change;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("accounts", "0002_grants")]

    operations = [
        grant("audit_entry", app_staff=ADD, app_send=ADD, app_reports=ADD, app_counter=ADD),
        grant(
            "audit_approval",
            app_staff="SELECT, INSERT, UPDATE",
            app_counter="SELECT, UPDATE",
            app_send="SELECT",
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
