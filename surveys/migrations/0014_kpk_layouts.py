"""Which columns KPK asked for, for each wave and kind of people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0013_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KpkLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                ("letter", models.CharField(max_length=80, verbose_name="Nomor surat KPK")),
                ("columns", models.JSONField(default=list)),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "Teks (.csv)")],
                        default="xlsx",
                        max_length=4,
                        verbose_name="Bentuk berkas",
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
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "kind"), name="kpk_layout_one_a_kind")
                ],
            },
        ),
        grant("surveys_kpklayout", app_staff="SELECT, INSERT, UPDATE"),
    ]
