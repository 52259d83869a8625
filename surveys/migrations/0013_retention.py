"""The nightly purge: which worker may destroy what, and since when a wave's sample is gone."""

from django.db import migrations, models

from spi_portal.grants import grant

# Of rows that are none of its business a worker sees the day alone.
BY_SEND = {
    "respondents_person": "DELETE",
    "respondents_objection": "DELETE",
    "respondents_removal": "SELECT, DELETE",
    "respondents_signature": "SELECT (id, at), DELETE",
    "respondents_signinglink": "SELECT (sent_at), DELETE",
    "surveys_frameentry": "SELECT (person_id, wave_id), DELETE",
    "surveys_invitation": "DELETE",
    "surveys_message": "DELETE",
    "surveys_undelivered": "DELETE",
    "post_officialletter": "DELETE",
    "django_session": "SELECT (expire_date), DELETE",
    "usersessions_usersession": "SELECT (created_at), DELETE",
}
BY_REPORTS = {"notices_notice": "DELETE"}


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0012_published_instruments"),
        ("respondents", "0014_retention"),
        ("accounts", "0002_grants"),
        ("notices", "0002_grants"),
        ("post", "0002_grants"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="sample_gone_on",
            field=models.DateField(null=True),
        ),
        # Backwards nothing is taken: other migrations granted these tables before.
        *(
            migrations.RunSQL(grant(table, app_send=privileges).sql, migrations.RunSQL.noop)
            for table, privileges in BY_SEND.items()
        ),
        *(
            migrations.RunSQL(grant(table, app_reports=privileges).sql, migrations.RunSQL.noop)
            for table, privileges in BY_REPORTS.items()
        ),
    ]
