import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0003_staging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_once",
        ),
        migrations.AddField(
            model_name="duty",
            name="decree",
            field=models.CharField(blank=True, max_length=80, verbose_name="nomor SK"),
        ),
        migrations.AddField(
            model_name="duty",
            name="is_acting",
            field=models.BooleanField(default=False, verbose_name="Plh. atau Plt."),
        ),
        migrations.AddField(
            model_name="duty",
            name="valid_from",
            field=models.DateField(default=django.utils.timezone.localdate, verbose_name="mulai"),
        ),
        migrations.AddField(
            model_name="duty",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="sampai"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("user", "office", "valid_from"), name="duty_begins_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="duty_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_acting", False), ("valid_until__isnull", False), _connector="OR"
                ),
                name="duty_of_an_acting_official_has_its_end",
            ),
        ),
    ]
