"""Who was drawn is for no office: its scope opens its lists, and nothing that the draw made."""

from django.db import migrations

from spi_portal.grants import IN_SCOPE

CITY = "current_setting('spi.scope', true) = 'city'"
TABLES = ("surveys_frameentry", "surveys_invitation", "surveys_message")


def policies(rule: str) -> str:
    return "".join(
        f"ALTER POLICY scope ON {table} USING ({rule}) WITH CHECK ({rule});" for table in TABLES
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_grants")]

    operations = [migrations.RunSQL(policies(CITY), policies(IN_SCOPE))]
