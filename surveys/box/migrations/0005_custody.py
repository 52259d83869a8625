"""Waves whose box is destroyed, and what the room may read of the others."""

from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("box", "0004_activation_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="EndedWave",
            fields=[
                ("wave", models.UUIDField(primary_key=True, serialize=False)),
                ("emptied", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "box_ended",
            },
        ),
        grant(
            "box_ended",
            app_box="SELECT, UPDATE (emptied)",
            app_counter="SELECT, INSERT",
        ),
        grant("box_right", app_box="INSERT, TRUNCATE"),
        *(
            grant(table, app_room="SELECT")
            for table in (
                "box_manifest",
                "box_right",
                "box_activation",
                "box_ballot",
                "box_receipt_pending",
                "box_receipt_gone",
                "box_receipt_batch",
                "box_receipt",
            )
        ),
    ]
