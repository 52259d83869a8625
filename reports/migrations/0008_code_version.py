"""A run says which source of the method it was made with; earlier ones say nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_poster")]

    operations = [
        migrations.AddField(
            model_name="indexrun",
            name="code",
            field=models.CharField(default="", max_length=64),
        ),
    ]
