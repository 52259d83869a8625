"""Workers compute and print; staff reads, publishes and asks for prints."""

from django.db import migrations

from spi_portal.grants import grant

WRITE = "SELECT, INSERT, UPDATE"
READ = "SELECT"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("surveys", "0002_grants")]

    operations = [
        grant("reports_weightset", app_staff="SELECT, INSERT", app_reports=READ),
        grant("reports_weight", app_staff="SELECT, INSERT", app_reports=READ),
        grant("reports_band", app_staff="SELECT, INSERT", app_reports=READ),
        grant("reports_recordedcase", app_staff="SELECT, INSERT", app_reports=READ),
        grant("reports_indexrun", app_staff=READ, app_reports="SELECT, INSERT"),
        grant("reports_publication", app_staff="SELECT, INSERT", app_reports=READ),
        grant("reports_document", app_staff=WRITE, app_reports="SELECT, UPDATE"),
    ]
