"""Keberatan. For the city alone: no office learns who objected."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security

CITY = "current_setting('spi.scope', true) = 'city'"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0005_office_asks_external"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("telepon", "Lewat telepon"),
                            ("surat", "Lewat surat atau surel"),
                            ("datang", "Datang sendiri"),
                        ],
                        max_length=8,
                    ),
                ),
                ("recorded_on", models.DateField()),
                ("withdrawn_on", models.DateField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.person",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("person",),
                        name="objection_stands_once",
                    )
                ],
            },
        ),
        grant("respondents_objection", app_staff="SELECT, INSERT, UPDATE", app_send="SELECT"),
        row_security("respondents_objection", CITY),
    ]
