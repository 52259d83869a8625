"""Accounts belong to process `staff` alone; others read names for the ledger."""

from django.db import migrations

from spi_portal.grants import grant

ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        grant(
            "accounts_user",
            app_staff=ALL,
            app_reports="SELECT",
            app_send="SELECT",
            app_counter="SELECT",
        ),
        grant("django_session", app_staff=ALL),
        grant("django_content_type", app_staff="SELECT"),
        grant("account_emailaddress", app_staff=ALL),
        grant("account_emailconfirmation", app_staff=ALL),
        grant("mfa_authenticator", app_staff=ALL),
        grant("usersessions_usersession", app_staff=ALL),
    ]
