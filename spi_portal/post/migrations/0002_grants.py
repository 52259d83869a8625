"""Staff and the reports worker write letters; the worker `send` alone reads and sends them."""

from django.db import migrations

from spi_portal.grants import grant


class Migration(migrations.Migration):
    dependencies = [("post", "0001_letters")]

    operations = [
        grant(
            "post_officialletter",
            app_staff="SELECT, INSERT",
            app_reports="SELECT, INSERT",
            app_send="SELECT, UPDATE",
        ),
    ]
