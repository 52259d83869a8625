"""Which process may do what in the box; later migrations add to it, beside their tables.

The registrar (app_send) issues rights and never sees a sheet or a draft; the public server
(app_public) never sees which receipts were replaced; the counter only reads.
"""

from __future__ import annotations

from django.db import migrations

from spi_portal import grants


class Migration(migrations.Migration):
    dependencies = [("box", "0001_the_box")]

    operations = [
        grants.grant(
            "box_manifest",
            app_public="SELECT",
            app_send="SELECT, INSERT",
            app_box="SELECT",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_right",
            app_public="SELECT",
            app_send="SELECT, INSERT, UPDATE (status)",
            app_box="SELECT",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_ballot",
            app_public="SELECT, INSERT, UPDATE (suite, sealed, sig, tag), DELETE",
            app_box="SELECT, INSERT, TRUNCATE",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_draft",
            app_public="SELECT, INSERT, UPDATE (day, ct), DELETE",
            app_box="SELECT, INSERT, TRUNCATE",
        ),
        grants.grant(
            "box_receipt_pending",
            app_public="INSERT",
            app_box="SELECT, INSERT, DELETE, TRUNCATE",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_receipt_gone",
            app_public="INSERT",
            app_box="SELECT, INSERT, TRUNCATE",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_receipt_batch",
            app_public="SELECT",
            app_box="SELECT, INSERT",
            app_counter="SELECT",
        ),
        grants.grant(
            "box_receipt",
            app_public="SELECT",
            app_box="SELECT, INSERT",
            app_counter="SELECT",
        ),
        grants.grant("box_inbox", app_public="INSERT", app_send="SELECT, DELETE"),
    ]
