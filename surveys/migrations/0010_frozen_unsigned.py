"""Letters to heads who do not sign, and the lists that were frozen without a signature."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0012_criteria"),
        ("surveys", "0009_list_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeadLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=80)),
                ("dated", models.DateField()),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "opd",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnsignedList",
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
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="surveys.headletter",
                    ),
                ),
                (
                    "opd",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.office",
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
        ),
        migrations.AddConstraint(
            model_name="headletter",
            constraint=models.UniqueConstraint(
                fields=("wave", "opd"), name="head_letter_one_an_office"
            ),
        ),
        migrations.AddConstraint(
            model_name="headletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="head_letter_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="unsignedlist",
            constraint=models.UniqueConstraint(
                fields=("wave", "opd", "kind"), name="unsigned_list_once"
            ),
        ),
        grant("surveys_headletter", app_staff="SELECT, INSERT, UPDATE", app_reports="SELECT"),
        grant("surveys_unsignedlist", app_staff="SELECT, INSERT, DELETE", app_reports="SELECT"),
    ]
