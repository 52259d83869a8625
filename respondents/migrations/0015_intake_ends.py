"""Since when somebody waits at a service point, and whether a draw has ended it."""

from django.db import migrations, models

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0014_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicepoint",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="waits_since",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(
            grant("respondents_servicepoint", app_send="UPDATE (waits_since)").sql,
            migrations.RunSQL.noop,
        ),
    ]
