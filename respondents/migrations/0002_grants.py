"""Who reads and writes the registry, and row-level security on every table of people."""

from django.db import migrations

from spi_portal.grants import grant, row_security

WRITE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [("respondents", "0001_initial"), ("audit", "0002_grants")]

    operations = [
        grant(
            "respondents_office",
            app_staff=WRITE,
            app_send="SELECT",
            app_reports="SELECT",
            app_counter="SELECT",
        ),
        grant("respondents_office_successors", app_staff=ALL, app_reports="SELECT"),
        grant("respondents_duty", app_staff=ALL, app_reports="SELECT"),
        grant("respondents_person", app_staff=WRITE, app_send=WRITE, app_reports=WRITE),
        grant("respondents_upload", app_staff=WRITE, app_reports=WRITE),
        grant("respondents_fault", app_staff="SELECT", app_reports=ALL),
        row_security("respondents_person"),
        row_security("respondents_upload"),
        row_security("respondents_fault"),
    ]
