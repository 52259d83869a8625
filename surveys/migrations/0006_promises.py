"""What OPDs promised about their lists, for whoever runs the survey."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0008_workers_read_signatures"),
        ("surveys", "0005_the_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=80)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "opd"), name="promise_one_an_office")
                ],
            },
        ),
        grant("surveys_promise", app_staff="SELECT, INSERT, UPDATE, DELETE"),
    ]
