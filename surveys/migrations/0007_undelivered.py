"""Addresses that refused a wave's mail, by keyed hash. Worker `send` writes, staff reads; for the
city alone."""

import django.db.models.deletion
from django.db import migrations, models

from spi_portal.grants import grant, row_security

CITY = "current_setting('spi.scope', true) = 'city'"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0012_criteria"),
        ("surveys", "0006_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="Undelivered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("internal", "Pegawai"),
                            ("external", "Pengguna layanan dan penyedia"),
                            ("expert", "Ahli"),
                        ],
                        max_length=8,
                    ),
                ),
                ("email_index", models.BinaryField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "office", "kind", "email_index"),
                        name="undelivered_once_a_list",
                    )
                ],
            },
        ),
        grant("surveys_undelivered", app_staff="SELECT", app_send="SELECT, INSERT"),
        row_security("surveys_undelivered", CITY),
    ]
