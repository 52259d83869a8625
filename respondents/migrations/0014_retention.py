"""When a list named somebody last, and whom nothing is sent to any more though their row is gone."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security

CITY = "current_setting('spi.scope', true) = 'city'"


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0013_service_points"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Stopped",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.BinaryField(unique=True)),
                ("since", models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="listed_on",
            field=models.DateField(default=django.utils.timezone.localdate),
        ),
        migrations.AlterField(
            model_name="objection",
            name="channel",
            field=models.CharField(
                choices=[
                    ("telepon", "Lewat telepon"),
                    ("surat", "Lewat surat atau surel"),
                    ("datang", "Datang sendiri"),
                    ("berhenti", "Sudah keberatan sebelumnya"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        grant("respondents_stopped", app_staff="SELECT, DELETE", app_send="SELECT, INSERT"),
        row_security("respondents_stopped", CITY),
    ]
