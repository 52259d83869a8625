"""Service points: the signed list of them, a ceiling for each day, and longer envelopes.

An envelope now has room for a name and an address. Those that still wait for the registrar
keep their old length; it reads both.
"""

import django.db.models.lookups
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("box", "0002_who_may_touch_the_box"),
    ]

    operations = [
        migrations.CreateModel(
            name="PointDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "point",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("point", models.CharField(max_length=8)),
                ("day", models.DateField()),
                ("letters", models.IntegerField()),
            ],
            options={
                "db_table": "box_point_day",
            },
        ),
        migrations.CreateModel(
            name="PublicationRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "about",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("about", models.CharField(max_length=20)),
                ("version", models.IntegerField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "db_table": "box_publication",
            },
        ),
        migrations.RemoveConstraint(
            model_name="inboxenvelope",
            name="envelope_is_sealed_at_one_length",
        ),
        AddConstraintNotValid(
            model_name="inboxenvelope",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("sealed"),
                        function="octet_length",
                        output_field=models.IntegerField(),
                    ),
                    560,
                ),
                name="envelope_is_sealed_at_one_length",
            ),
        ),
        grant("box_publication", app_public="SELECT", app_send="SELECT, INSERT"),
        grant(
            "box_point_day",
            app_public="SELECT, INSERT, UPDATE (letters)",
            app_box="SELECT, DELETE",
        ),
    ]
