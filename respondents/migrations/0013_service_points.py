"""Service points with a code on the wall, and the people who put themselves forward there."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0012_criteria"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=160)),
                ("code", models.CharField(max_length=8, unique=True)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("admitted", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("served_on", models.DateField()),
                ("consent_on", models.DateField()),
                ("phone_sealed", models.BinaryField(default=b"")),
                ("email_sealed", models.BinaryField(default=b"")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.office",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respondents.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["served_on", "name", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="service_point_ends_after_it_begins",
            ),
        ),
        grant(
            "respondents_servicepoint",
            app_staff="SELECT, INSERT, UPDATE",
            app_send="SELECT",
            app_reports="SELECT",
        ),
        grant(
            "respondents_volunteer",
            app_staff="SELECT, DELETE",
            app_send="SELECT, INSERT, DELETE",
        ),
        row_security("respondents_volunteer"),
    ]
