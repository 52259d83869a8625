"""Berkas pemeriksaan: staff orders, worker `reports` reads the ledger and makes it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant

READ = "SELECT"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_recomputation"),
        ("audit", "0004_chain"),
        ("surveys", "0004_city_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Sedang dibuat"),
                            ("ready", "Siap"),
                            ("failed", "Gagal"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("content", models.BinaryField(default=b"")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("content", b""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dossier_ready_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dossier_failed_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("wave",),
                        name="dossier_waits_once",
                    ),
                ],
            },
        ),
        grant("reports_dossier", app_staff="SELECT, INSERT", app_reports="SELECT, UPDATE"),
        grant("audit_approval", app_reports=READ),
        grant("audit_mark", app_reports=READ),
        grant("audit_head", app_reports=READ),
        grant("surveys_signedmanifest", app_reports=READ),
    ]
