"""What a city sets, and whether its installation is ready. Worker `send` alone measures."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

from spi_portal.grants import grant

READ = "SELECT"


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0003_no_office_sees_the_sample"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("png", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("public_tls", "Sambungan aman: alamat responden"),
                            ("staff_tls", "Sambungan aman: alamat petugas"),
                            ("spf", "SPF: server yang boleh mengirim surel"),
                            ("dkim", "DKIM: tanda pada surel"),
                            ("dmarc", "DMARC: surel palsu ditolak"),
                            ("clock", "Jam server"),
                            ("disk", "Ruang penyimpanan"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("good", "Baik"),
                            ("attention", "Perhatian"),
                            ("missing", "Belum"),
                        ],
                        max_length=9,
                    ),
                ),
                ("measured", models.CharField(max_length=400)),
                ("advice", models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
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
                        choices=[("waiting", "Menunggu"), ("done", "Selesai")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("web_ahead", models.FloatField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Official",
            fields=[
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("mayor", "Wali Kota"),
                            ("secretary", "Sekretaris Daerah"),
                            ("inspector", "Inspektur"),
                        ],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("backup", "Cadangan terakhir"),
                            ("drill", "Latihan pemulihan"),
                            ("snapshots", "Tidak ada snapshot mesin yang memuat kunci"),
                            ("proxy", "Proksi tidak mencatat alamat responden"),
                            ("waf", "Firewall aplikasi (WAF) tidak mencatat alamat responden"),
                        ],
                        max_length=9,
                    ),
                ),
                ("on", models.DateField()),
                ("person", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="city",
            name="dkim_selector",
            field=models.CharField(blank=True, max_length=63),
        ),
        migrations.AddField(
            model_name="city",
            name="letterhead",
            field=models.TextField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="city",
            name="minimum_answers",
            field=models.PositiveSmallIntegerField(default=10),
        ),
        migrations.AddField(
            model_name="city",
            name="response_expert",
            field=models.DecimalField(decimal_places=3, default=Decimal("0.6"), max_digits=4),
        ),
        migrations.AddField(
            model_name="city",
            name="response_external",
            field=models.DecimalField(decimal_places=3, default=Decimal("0.3"), max_digits=4),
        ),
        migrations.AddField(
            model_name="city",
            name="response_internal",
            field=models.DecimalField(decimal_places=3, default=Decimal("0.5"), max_digits=4),
        ),
        migrations.AddField(
            model_name="city",
            name="time_zone",
            field=models.CharField(
                choices=[
                    ("Asia/Jakarta", "WIB (Jakarta)"),
                    ("Asia/Makassar", "WITA (Makassar)"),
                    ("Asia/Jayapura", "WIT (Jayapura)"),
                ],
                default="Asia/Makassar",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="city",
            name="help_hours",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="city",
            name="help_phone",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="city",
            name="arms",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.arms",
            ),
        ),
        migrations.AddConstraint(
            model_name="city",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_answers__gte", 10)),
                name="city_minimum_never_below_ten",
            ),
        ),
        migrations.AddConstraint(
            model_name="city",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("response_expert__gt", 0),
                    ("response_expert__lte", 1),
                    ("response_external__gt", 0),
                    ("response_external__lte", 1),
                    ("response_internal__gt", 0),
                    ("response_internal__lte", 1),
                ),
                name="city_expects_shares",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("state", "waiting")),
                    models.Q(("done_at__isnull", False), ("state", "done")),
                    _connector="OR",
                ),
                name="inspection_done_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("state",),
                name="inspection_waits_once",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="surveys.inspection",
            ),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["subject", "-on", "-id"], name="statement_latest"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                fields=("inspection", "subject"), name="finding_once_an_inspection"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "good"), models.Q(("advice", ""), _negated=True), _connector="OR"
                ),
                name="finding_that_is_not_good_says_what_to_do",
            ),
        ),
        grant("surveys_arms", app_staff="SELECT, INSERT", app_reports=READ),
        grant("surveys_official", app_staff="SELECT, INSERT, UPDATE, DELETE", app_reports=READ),
        grant("surveys_inspection", app_staff="SELECT, INSERT", app_send="SELECT, INSERT, UPDATE"),
        grant("surveys_finding", app_staff=READ, app_send="SELECT, INSERT"),
        grant("surveys_statement", app_staff="SELECT, INSERT"),
    ]
