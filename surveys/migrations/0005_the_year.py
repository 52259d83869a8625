"""The year of a wave: its calendar, its legal basis, its pilots, and KPK's survey beside it."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant

ALL = "SELECT, INSERT, UPDATE, DELETE"
READ = "SELECT"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0005_office_asks_external"),
        ("surveys", "0004_city_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="beside_kpk",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="wave",
            name="copied_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="surveys.wave",
            ),
        ),
        migrations.AddField(
            model_name="wave",
            name="is_pilot",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="waveinstrument",
            name="response",
            field=models.DecimalField(decimal_places=3, max_digits=4, null=True),
        ),
        migrations.CreateModel(
            name="KpkContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=120, verbose_name="Nama")),
                ("post", models.CharField(max_length=120, verbose_name="Jabatan")),
                ("task", models.CharField(max_length=120, verbose_name="Tugas dalam tim")),
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
            },
        ),
        migrations.CreateModel(
            name="KpkHandOver",
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
                        verbose_name="Daftar",
                    ),
                ),
                ("letter", models.CharField(max_length=80, verbose_name="Nomor surat pengantar")),
                ("handed_on", models.DateField(verbose_name="Tanggal diserahkan")),
                ("recipient", models.CharField(max_length=120, verbose_name="Diterima oleh")),
                ("rows", models.PositiveIntegerField(verbose_name="Banyaknya baris")),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                        verbose_name="Perangkat daerah",
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
            },
        ),
        migrations.CreateModel(
            name="KpkReturn",
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
                        verbose_name="Daftar",
                    ),
                ),
                ("rows", models.PositiveIntegerField(verbose_name="Banyaknya baris")),
                ("fault", models.CharField(max_length=200, verbose_name="Yang dipersoalkan KPK")),
                ("returned_on", models.DateField(verbose_name="Dikembalikan tanggal")),
                (
                    "replied_on",
                    models.DateField(blank=True, null=True, verbose_name="Dijawab tanggal"),
                ),
                (
                    "reply",
                    models.CharField(blank=True, max_length=200, verbose_name="Jawaban kita"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                        verbose_name="Perangkat daerah",
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
            },
        ),
        migrations.CreateModel(
            name="KpkSender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("channel", models.CharField(max_length=40, verbose_name="Saluran")),
                ("sender", models.CharField(max_length=120, verbose_name="Pengirim")),
                ("source", models.CharField(max_length=200, verbose_name="Sumber")),
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
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recommendation", models.CharField(blank=True, max_length=80)),
                ("decree", models.CharField(blank=True, max_length=80)),
                ("decree_on", models.DateField(blank=True, null=True)),
                ("dpia_on", models.DateField(blank=True, null=True)),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_basis",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KpkSurvey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "letter",
                    models.CharField(blank=True, max_length=80, verbose_name="Nomor surat KPK"),
                ),
                (
                    "letter_on",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal surat"),
                ),
                (
                    "letter_about",
                    models.CharField(blank=True, max_length=200, verbose_name="Perihal"),
                ),
                (
                    "participation_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="Formulir keikutsertaan dikirim"
                    ),
                ),
                (
                    "participation_by",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="Ditandatangani oleh"
                    ),
                ),
                (
                    "field_from",
                    models.DateField(blank=True, null=True, verbose_name="Survei KPK mulai"),
                ),
                (
                    "field_until",
                    models.DateField(blank=True, null=True, verbose_name="Survei KPK selesai"),
                ),
                (
                    "field_source",
                    models.CharField(blank=True, max_length=200, verbose_name="Sumber tanggal"),
                ),
                (
                    "index",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Indeks SPI dari KPK",
                    ),
                ),
                (
                    "mcsp",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="Nilai MCSP (dahulu MCP)",
                    ),
                ),
                (
                    "report_on",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal laporan KPK"),
                ),
                (
                    "report_source",
                    models.CharField(blank=True, max_length=200, verbose_name="Sumber angka"),
                ),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kpk",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("field_from__isnull", True), ("field_until__isnull", True)),
                            ("field_until__gte", models.F("field_from")),
                            _connector="OR",
                        ),
                        name="kpk_field_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                            ("preparation", "Persiapan dan penunjukan PIC"),
                            ("briefing", "Sosialisasi kepada perangkat daerah"),
                            ("lists", "Daftar diperbaiki dan ditandatangani"),
                            ("draw", "Daftar dibekukan dan sampel ditarik"),
                            ("count", "Jawaban dihitung"),
                            ("results", "Hasil terbit"),
                            ("actions", "Rencana aksi ditetapkan"),
                            ("monitoring", "Pemantauan tindak lanjut yang pertama"),
                        ],
                        max_length=11,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "kind"), name="milestone_once_a_wave")
                ],
            },
        ),
        grant("surveys_milestone", app_staff=ALL, app_send=READ, app_reports=READ),
        grant("surveys_legalbasis", app_staff="SELECT, INSERT, UPDATE"),
        grant("surveys_kpksurvey", app_staff="SELECT, INSERT, UPDATE"),
        grant("surveys_kpkcontact", app_staff=ALL),
        grant("surveys_kpkhandover", app_staff=ALL),
        grant("surveys_kpkreturn", app_staff=ALL),
        grant("surveys_kpksender", app_staff=ALL),
        grant("surveys_waveinstrument", app_counter="UPDATE"),
    ]
