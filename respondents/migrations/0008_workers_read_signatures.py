"""Worker `reports` tells officials which lists nobody vouches for: it reads who signed what."""

from django.db import migrations

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [("respondents", "0007_signatures")]

    operations = [grant("respondents_signature", app_reports="SELECT")]
