"""Who may be asked, as rows of each wave with their sources, where constants were."""

from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [("respondents", "0011_returned_files")]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wave", models.CharField(max_length=20)),
                ("of_pilot", models.BooleanField(default=False)),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("years_in_institution", "Masa kerja di instansi (tahun)"),
                            ("years_in_unit", "Masa kerja di unit (tahun)"),
                            ("months_since_service", "Layanan terakhir paling lama (bulan)"),
                            ("main_task_required", "Harus menjalankan tugas utama unit"),
                            ("levels_left_out", "Jenjang yang tidak diikutkan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.JSONField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "name"), name="criterion_once_a_wave"),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="criterion_has_its_source",
                    ),
                ],
            },
        ),
        grant(
            "respondents_criterion",
            app_staff="SELECT, INSERT, UPDATE",
            app_send="SELECT",
            app_reports="SELECT",
        ),
    ]
