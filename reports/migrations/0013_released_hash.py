"""What may be told of a run's figures: the hash of those that are released."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_minutes")]

    operations = [
        migrations.AddField(
            model_name="indexrun",
            name="released_hash",
            field=models.CharField(default="", max_length=64),
        ),
    ]
