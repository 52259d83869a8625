"""Rights: what is handed back of them, orders that change them; and the draw, to be repeated."""

import django.db.models.deletion
from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations, models

from spi_portal.grants import grant, row_security

CITY = "current_setting('spi.scope', true) = 'city'"


def refuse_while_links_are_out(apps, schema_editor):
    """Their rights have no root, and nobody could make one now: who sent a sheet is not known."""
    waves = apps.get_model("surveys", "Wave").objects.filter(state__in=["issued", "open", "closed"])
    if slugs := ", ".join(waves.order_by("slug").values_list("slug", flat=True)):
        raise CommandError(
            f"The links of these waves were prepared by an earlier version: {slugs}. This version "
            "could neither open nor count them. Go back to that version, count them there, and "
            "then migrate; in a trial, start from an empty state folder."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0017_successions"),
        ("surveys", "0016_custody"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(refuse_while_links_are_out, migrations.RunPython.noop),
        migrations.AddField(
            model_name="frameentry",
            name="salt",
            field=models.BinaryField(default=b""),
        ),
        migrations.AlterField(
            model_name="message",
            name="round",
            field=models.CharField(
                choices=[
                    ("invitation", "Undangan"),
                    ("reminder", "Pengingat"),
                    ("last_reminder", "Pengingat terakhir"),
                    ("new_link", "Tautan baru"),
                ],
                max_length=13,
            ),
        ),
        migrations.CreateModel(
            name="DrawRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("witnesses", models.JSONField()),
                ("body", models.BinaryField()),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IssuedRights",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("root", models.BinaryField()),
                ("activation_key", models.BinaryField()),
                ("totals", models.JSONField()),
                ("log_number", models.PositiveIntegerField(default=0)),
                (
                    "log_hash",
                    models.BinaryField(
                        default=b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "wave",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordered_on", models.DateField()),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.person",
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
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "person"), name="link_ordered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReserveCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted", models.PositiveIntegerField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("tidak_sampai", "Undangan tidak sampai"),
                            ("kurang", "Jawaban kelompok diperkirakan kurang"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("ordered_on", models.DateField()),
                ("called", models.PositiveIntegerField(null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.anonymitygroup",
                    ),
                ),
                (
                    "ordered_by",
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
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("called__isnull", True)),
                        fields=("group",),
                        name="reserve_call_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reserve_call_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted__gte", 1)), name="reserve_call_wants_some"
                    ),
                ],
            },
        ),
        grant(
            "surveys_issuedrights",
            app_staff="SELECT",
            app_send="SELECT, INSERT, UPDATE",
            app_counter="SELECT",
        ),
        # No process may change an order, and `send` sees one only to carry it out.
        grant(
            "surveys_linkorder",
            app_staff="SELECT, INSERT, DELETE",
            app_send="SELECT, DELETE",
        ),
        row_security("surveys_linkorder", CITY),  # no office learns who asked for a new link
        grant(
            "surveys_reservecall",
            app_staff="SELECT, INSERT, DELETE",
            app_send="SELECT, UPDATE (called)",
        ),
        grant("surveys_drawrecord", app_staff="SELECT, INSERT", app_reports="SELECT"),
        # The order in which a reserve is called up; names and hashes are none of its business.
        migrations.RunSQL(
            grant("surveys_frameentry", app_send="SELECT (group_id, place)").sql,
            migrations.RunSQL.noop,
        ),
    ]
