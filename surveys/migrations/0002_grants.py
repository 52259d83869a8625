"""Who runs a wave, who sends, who counts; and who alone may read counted answers."""

from django.db import migrations

from spi_portal.grants import grant, row_security

WRITE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"
READ = "SELECT"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("respondents", "0002_grants")]

    operations = [
        grant("surveys_city", app_staff=WRITE, app_send=READ, app_reports=READ, app_counter=READ),
        grant(
            "surveys_instrumentversion",
            app_staff="SELECT, INSERT",
            app_send=READ,
            app_reports=READ,
            app_counter=READ,
        ),
        grant(
            "surveys_wave",
            app_staff=WRITE,
            app_send="SELECT, UPDATE",
            app_reports=READ,
            app_counter="SELECT, UPDATE",
        ),
        grant(
            "surveys_waveinstrument",
            app_staff=ALL,
            app_send=READ,
            app_reports=READ,
            app_counter=READ,
        ),
        grant(
            "surveys_anonymitygroup",
            app_staff=ALL,
            app_send=READ,
            app_reports=READ,
            app_counter=READ,
        ),
        grant("surveys_anonymitygroup_offices", app_staff=ALL, app_send=READ, app_reports=READ),
        grant("surveys_frameentry", app_staff=ALL),
        grant("surveys_invitation", app_staff="SELECT, INSERT", app_send="SELECT, UPDATE"),
        grant("surveys_message", app_staff=WRITE, app_send=WRITE),
        grant("surveys_job", app_staff=WRITE, app_send=WRITE),
        grant("surveys_wavekey", app_staff="SELECT", app_counter="SELECT, INSERT"),
        grant(
            "surveys_signedmanifest", app_staff="SELECT, INSERT", app_send=READ, app_counter=READ
        ),
        grant("surveys_sheet", app_counter="INSERT", app_reports=READ),
        grant("surveys_count", app_counter="SELECT, INSERT", app_reports=READ, app_staff=READ),
        row_security("surveys_frameentry"),
        row_security("surveys_invitation"),
        row_security("surveys_message"),
    ]
