"""Minutes of the count and of the destruction of a box."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0011_cases_and_signals"),
        ("surveys", "0016_custody"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Minutes",
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
                        choices=[
                            ("waiting", "Sedang dibuat"),
                            ("ready", "Siap"),
                            ("failed", "Gagal"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("content", models.BinaryField(default=b"")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("hitung", "Berita acara penghitungan"),
                            ("musnah", "Berita acara pemusnahan"),
                        ],
                        max_length=8,
                    ),
                ),
                ("facts", models.JSONField()),
                (
                    "asked_by",
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
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("content", b""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="minutes_ready_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="minutes_failed_says_why",
                    ),
                    models.UniqueConstraint(
                        fields=("wave", "about"), name="minutes_are_drawn_up_once"
                    ),
                ],
            },
        ),
        grant(
            "reports_minutes",
            app_staff="SELECT, INSERT, UPDATE",
            app_reports="SELECT, UPDATE",
        ),
    ]
