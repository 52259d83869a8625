"""What the public side is told of service points: signed by staff, carried by the registrar."""

from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0010_frozen_unsigned"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedPoints",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
            options={
                "ordering": ["version"],
            },
        ),
        grant("surveys_signedpoints", app_staff="SELECT, INSERT", app_send="SELECT"),
    ]
