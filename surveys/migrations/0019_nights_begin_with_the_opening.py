"""The opening, a deed of staff, says when the first night of a wave's rights is."""

from django.db import migrations

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [("surveys", "0018_outcomes")]

    # Backward nothing: taking it all back would also take what 0017 gave to read.
    operations = [
        migrations.RunSQL(
            grant("surveys_issuedrights", app_staff="UPDATE (due_at)").sql,
            migrations.RunSQL.noop,
        ),
    ]
