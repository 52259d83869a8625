"""Which office stands in the place of which, and by what law."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0016_city_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="office",
            name="successors",
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("renamed", "Ganti nama"),
                            ("merged", "Digabung"),
                            ("split", "Dipecah"),
                        ],
                        max_length=8,
                    ),
                ),
                ("former_code", models.CharField(max_length=40)),
                ("former_name", models.CharField(max_length=200)),
                ("successor_code", models.CharField(max_length=40)),
                ("successor_name", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("basis", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "former",
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
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True),
                        name="succession_has_a_basis",
                    )
                ],
            },
        ),
        grant("respondents_succession", app_staff="SELECT, INSERT", app_reports="SELECT"),
    ]
