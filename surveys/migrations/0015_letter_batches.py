"""Letters on paper: ordered by staff, printed and sealed by worker `send`, taken once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0017_successions"),
        ("surveys", "0014_kpk_layouts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "Surel"),
                    ("kertas", "Surat cetak"),
                    ("arsip", "Arsip (data contoh, tidak dikirim)"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("for_all", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("lock", models.BinaryField()),
                ("signature", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Sedang dicetak"),
                            ("ready", "Siap diambil"),
                            ("taken", "Sudah diambil"),
                            ("nobody", "Tidak ada yang perlu surat"),
                            ("failed", "Gagal dicetak"),
                            ("dropped", "Tidak diambil, sudah dihapus"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("letters", models.PositiveIntegerField(default=0)),
                ("content", models.BinaryField(default=b"")),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "again",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.letterbatch",
                    ),
                ),
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
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.letterbatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("batch__isnull", False), ("channel", "kertas")),
                    models.Q(
                        models.Q(("channel", "kertas"), _negated=True), ("batch__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="message_on_paper_has_its_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.UniqueConstraint(
                fields=("wave", "number"), name="letter_batch_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "ready"])),
                fields=("wave",),
                name="letter_batch_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), models.Q(("content", b""), _negated=True)),
                    models.Q(models.Q(("state", "ready"), _negated=True), ("content", b"")),
                    _connector="OR",
                ),
                name="letter_batch_content_until_it_is_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken"), ("taken_at__isnull", False)),
                    models.Q(
                        models.Q(("state", "taken"), _negated=True), ("taken_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="letter_batch_taken_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="letter_batch_failed_says_why",
            ),
        ),
        grant(
            "surveys_letterbatch",
            app_staff="SELECT, INSERT, UPDATE",
            app_send="SELECT, UPDATE",
            app_reports="SELECT (wave_id, state, letters, again_id)",  # numbers, to be published
        ),
    ]
