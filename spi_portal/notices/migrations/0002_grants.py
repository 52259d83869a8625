"""The worker tells and writes digests, each official reads and marks; to know whom to tell,
the worker also reads who may decide a request."""

from django.db import migrations

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("audit", "0003_chain_and_deputies"),
        ("post", "0002_grants"),
    ]

    operations = [
        grant(
            "notices_notice",
            app_staff="SELECT, UPDATE",
            app_reports="SELECT, INSERT, UPDATE",
        ),
        grant("notices_mailchoice", app_staff="SELECT, INSERT, UPDATE", app_reports="SELECT"),
        grant("audit_approval", app_reports="SELECT"),
        grant("audit_deputy", app_reports="SELECT"),
    ]
