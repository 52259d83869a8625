"""One file of the personnel office for all OPDs, and whom lists are compared with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security

CITY = "current_setting('spi.scope', true) = 'city'"  # no office has the file of all of them
WORKER = "SELECT, UPDATE"
ROSTER = "SELECT, INSERT, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0015_intake_ends"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="knownheading",
            name="kind",
            field=models.CharField(max_length=8),
        ),
        migrations.CreateModel(
            name="CityFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("share", "Membagikannya kepada OPD"),
                            ("compare", "Membandingkannya dengan daftar OPD"),
                        ],
                        max_length=8,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("file_hash", models.BinaryField()),
                ("content", models.BinaryField(null=True)),
                ("headings_sealed", models.BinaryField(default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Sedang dibaca"),
                            ("matching", "Menunggu dicocokkan"),
                            ("placed", "Menunggu keputusan"),
                            ("accepted", "Sedang dikerjakan"),
                            ("done", "Selesai"),
                            ("unreadable", "Tidak dapat dibaca"),
                            ("dropped", "Dibatalkan"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("by_office", models.JSONField(default=dict)),
                ("unknown", models.JSONField(default=dict)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CityShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="respondents.cityfile",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.upload",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KnownUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("key", models.CharField(max_length=160, unique=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="RosterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("unit", models.CharField(blank=True, max_length=160)),
                ("nip_index", models.BinaryField(unique=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="cityfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "unreadable"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="city_file_unreadable_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="cityshare",
            constraint=models.UniqueConstraint(fields=("file", "office"), name="shared_once"),
        ),
        grant("respondents_cityfile", app_staff="SELECT, INSERT, UPDATE", app_reports=WORKER),
        grant("respondents_cityshare", app_staff="SELECT", app_reports="SELECT, INSERT"),
        grant("respondents_knownunit", app_staff="SELECT, INSERT, UPDATE", app_reports="SELECT"),
        grant("respondents_rosterentry", app_staff="SELECT, DELETE", app_reports=ROSTER),
        row_security("respondents_cityfile", CITY),
        row_security("respondents_cityshare", CITY),
        row_security("respondents_rosterentry"),
    ]
