from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0004_duty_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="asks_external",
            field=models.BooleanField(default=True, verbose_name="punya pengguna layanan"),
        ),
    ]
