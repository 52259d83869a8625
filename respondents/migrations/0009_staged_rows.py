"""Rows that wait for their repairs: kept through a crash, under row-level security, until they
are used or dropped. COPY still needs a table without it, so the unlogged one stays before it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security

# Like the table behind it, and empty but for the moment of a COPY.
WAITING_ROOM = """
DROP TABLE respondents_staging;
CREATE UNLOGGED TABLE respondents_staging (LIKE respondents_stagedrow);
"""
ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0008_workers_read_signatures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="upload",
            name="with_repairs",
        ),
        migrations.AddField(
            model_name="person",
            name="left_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("pindah", "Pindah ke kantor lain"),
                    ("pensiun", "Pensiun atau berhenti"),
                    ("meninggal", "Meninggal dunia"),
                    ("bukan", "Tidak lagi dilayani"),
                    ("salah", "Salah data"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="fields",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="upload",
            name="headings_sealed",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="upload",
            name="removed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="removed_many",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="upload",
            name="sheet",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="upload",
            name="skipped",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="stopped_at",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Menunggu dibaca"),
                    ("reading", "Sedang dibaca"),
                    ("matching", "Menunggu dicocokkan"),
                    ("checked", "Sudah diperiksa"),
                    ("unreadable", "Tidak dapat dibaca"),
                    ("accepted", "Sedang dipakai"),
                    ("taken_over", "Sudah dipakai"),
                    ("dropped", "Dibatalkan"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="KnownHeading",
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
                ("heading", models.CharField(max_length=120)),
                ("field", models.CharField(blank=True, max_length=20)),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "kind", "heading"), name="heading_known_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("pindah", "Pindah ke kantor lain"),
                            ("pensiun", "Pensiun atau berhenti"),
                            ("meninggal", "Meninggal dunia"),
                            ("bukan", "Tidak lagi dilayani"),
                            ("salah", "Salah data"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.person",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.upload",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "person"), name="removed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Repair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.UUIDField(default=uuid.uuid4)),
                ("row", models.PositiveIntegerField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("mended", "Diperbaiki"),
                            ("skipped", "Tidak dipakai"),
                            ("apart", "Dua orang berbeda"),
                        ],
                        max_length=8,
                    ),
                ),
                ("column", models.CharField(blank=True, max_length=40)),
                ("before_sealed", models.BinaryField(default=b"")),
                ("after_sealed", models.BinaryField(default=b"")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.upload",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["upload", "batch"], name="repair_by_batch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("how", "skipped"),
                            models.Q(("column", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="repair_names_its_column",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
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
                ("name", models.CharField(max_length=160)),
                ("category", models.CharField(max_length=40)),
                ("position", models.CharField(blank=True, max_length=160)),
                ("level", models.CharField(blank=True, max_length=40)),
                ("unit", models.CharField(blank=True, max_length=160)),
                ("started_on", models.DateField(blank=True, null=True)),
                ("in_unit_since", models.DateField(blank=True, null=True)),
                ("main_task", models.BooleanField(null=True)),
                ("service", models.CharField(blank=True, max_length=160)),
                ("served_on", models.DateField(blank=True, null=True)),
                ("consent_on", models.DateField(blank=True, null=True)),
                ("further", models.JSONField(blank=True, default=dict)),
                ("phone_sealed", models.BinaryField(default=b"")),
                ("phone_index", models.BinaryField(null=True)),
                ("email_sealed", models.BinaryField(default=b"")),
                ("email_index", models.BinaryField(null=True)),
                ("nip_sealed", models.BinaryField(default=b"")),
                ("nip_index", models.BinaryField(null=True)),
                ("row", models.PositiveIntegerField()),
                (
                    "use",
                    models.SmallIntegerField(
                        choices=[
                            (0, "Belum bisa dipakai"),
                            (1, "Bisa dipakai bila usulannya diterima"),
                            (2, "Siap"),
                        ]
                    ),
                ),
                ("is_skipped", models.BooleanField(default=False)),
                ("apart", models.JSONField(default=list)),
                ("cells_sealed", models.BinaryField(default=b"")),
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
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="respondents.person",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.upload",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "row"), name="staged_once")
                ],
            },
        ),
        migrations.RunSQL(WAITING_ROOM, "DROP TABLE respondents_staging;"),
        grant("respondents_staging", app_reports=ALL),
        grant("respondents_stagedrow", app_staff="SELECT, UPDATE, DELETE", app_reports=ALL),
        grant("respondents_repair", app_staff=ALL, app_reports="SELECT, DELETE"),
        grant("respondents_removal", app_staff="SELECT, INSERT", app_reports=ALL),
        grant("respondents_knownheading", app_staff="SELECT, INSERT, UPDATE", app_reports="SELECT"),
        grant("respondents_fault", app_staff=ALL),
        row_security("respondents_stagedrow"),
        row_security("respondents_repair"),
        row_security("respondents_removal"),
    ]
