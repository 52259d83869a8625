"""Steps that are tried until they succeed say since when they have failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0019_nights_begin_with_the_opening")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="failing_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
