"""The head's signature of an OPD's lists, and the links in letters that lead to one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0006_objection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningLink",
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
                ("rows", models.PositiveIntegerField()),
                ("digest", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
        ),
        migrations.CreateModel(
            name="Signature",
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
                ("signer", models.CharField(max_length=120)),
                (
                    "how",
                    models.CharField(
                        choices=[("tautan", "Lewat tautan"), ("lembar", "Di atas kertas")],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("rows", models.PositiveIntegerField()),
                ("digest", models.BinaryField()),
                ("scan", models.BinaryField(default=b"")),
                ("scan_type", models.CharField(blank=True, max_length=20)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["office", "kind", "-id"], name="signature_by_list")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "tautan"), ("scan", b""), ("scan_type", "")),
                            models.Q(
                                ("how", "lembar"),
                                models.Q(("scan", b""), _negated=True),
                                models.Q(("scan_type", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signature_on_paper_has_its_sheet",
                    )
                ],
            },
        ),
        grant("respondents_signature", app_staff="SELECT, INSERT"),
        grant("respondents_signinglink", app_staff="SELECT, INSERT, UPDATE"),
        row_security("respondents_signature"),
        row_security("respondents_signinglink"),
    ]
