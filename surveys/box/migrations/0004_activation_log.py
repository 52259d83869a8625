"""What becomes of rights after they were issued: a log that can be read and lengthened only."""

import django.db.models.lookups
from django.db import migrations, models

from spi_portal.grants import grant


def _exactly(length: int, column: str, name: str) -> models.CheckConstraint:
    octets = models.Func(
        models.F(column), function="octet_length", output_field=models.IntegerField()
    )
    return models.CheckConstraint(
        condition=django.db.models.lookups.Exact(octets, length), name=name
    )


class Migration(migrations.Migration):
    dependencies = [
        ("box", "0003_service_points"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivationEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "wave", "no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wave", models.UUIDField()),
                ("no", models.IntegerField()),
                ("day", models.DateField()),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("blind", models.BinaryField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "box_activation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("no__gte", 1)), name="activation_is_numbered_from_1"
                    ),
                    _exactly(32, "hash", "activation_has_a_hash"),
                    _exactly(64, "signature", "activation_is_signed"),
                    _exactly(32, "blind", "activation_is_blinded"),
                ],
            },
        ),
        grant(
            "box_activation",
            app_public="SELECT (wave, no, day, prev, hash, signature)",
            app_send="SELECT, INSERT",
            app_counter="SELECT",
        ),
    ]
