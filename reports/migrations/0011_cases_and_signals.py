"""Cases with their sealed documents, and decisions about signals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0010_weight_versions"),
        ("respondents", "0001_initial"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        # No page could record one until now: what is there is invented, and has no document.
        migrations.DeleteModel("RecordedCase"),
        migrations.CreateModel(
            name="RecordedCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("decided", "Perkara sudah diputus"),
                            ("investigated", "Perkara sedang disidik"),
                            ("complaint", "Pengaduan yang terbukti"),
                        ],
                        max_length=12,
                    ),
                ),
                ("document", models.CharField(max_length=120)),
                ("document_on", models.DateField()),
                ("about", models.CharField(max_length=200)),
                ("sealed", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("taken_out_at", models.DateTimeField(null=True)),
                ("taken_out_why", models.CharField(blank=True, max_length=200)),
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
                "ordering": ["office__code", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        name="case_is_taken_out_after_it_counted",
                        condition=Q(taken_out_at__isnull=True)
                        | Q(counted_at__isnull=False, taken_out_at__gte=F("counted_at"))
                        & ~Q(taken_out_why=""),
                    ),
                    models.UniqueConstraint(
                        name="case_recorded_once",
                        fields=["wave", "office", "stage", "document"],
                        condition=Q(taken_out_at__isnull=True),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignalDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sign", models.CharField(max_length=12)),
                ("strength", models.DecimalField(decimal_places=1, max_digits=6)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("explained", "Ada penjelasan yang wajar, tidak ada tindak lanjut"),
                            ("talk", "Dibicarakan dengan kepala OPD"),
                            ("watch", "Diperhatikan lagi pada gelombang berikutnya"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "proposed_by",
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
                    models.UniqueConstraint(
                        name="signal_proposed_once_at_a_time",
                        fields=["wave", "office", "sign"],
                        condition=Q(decided_at__isnull=True),
                    ),
                ],
            },
        ),
        grant(
            "reports_recordedcase",
            app_staff="SELECT, INSERT, UPDATE, DELETE",
            # Worker `reports` counts cases, and empties documents whose time is over.
            app_reports="SELECT, UPDATE (sealed)",
        ),
        grant("reports_signaldecision", app_staff="SELECT, INSERT, UPDATE, DELETE"),
    ]
