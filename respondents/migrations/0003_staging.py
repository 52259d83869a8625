"""The waiting room of imports: COPY is refused on tables with row-level security, so it fills
this one, and a merge carries the rows over. Unlogged: after a crash it is empty, and the upload
is asked for again. Contacts arrive sealed; only the worker that imports may look."""

from django.db import migrations, models

from spi_portal.grants import grant

TABLE = """
CREATE UNLOGGED TABLE respondents_staging (
    upload_id bigint NOT NULL,
    row integer NOT NULL,
    use smallint NOT NULL,  -- 2 as it is, 1 once the proposals are accepted, 0 not at all
    id uuid NOT NULL,
    person_id uuid,  -- whom on the present list it was recognised as
    office_id bigint NOT NULL,
    kind varchar(8) NOT NULL,
    name varchar(160) NOT NULL,
    category varchar(40) NOT NULL,
    position varchar(160) NOT NULL,
    level varchar(40) NOT NULL,
    unit varchar(160) NOT NULL,
    started_on date,
    in_unit_since date,
    main_task boolean,
    service varchar(160) NOT NULL,
    served_on date,
    consent_on date,
    further jsonb NOT NULL,
    phone_sealed bytea NOT NULL,
    phone_index bytea,
    email_sealed bytea NOT NULL,
    email_index bytea,
    nip_sealed bytea NOT NULL,
    nip_index bytea,
    PRIMARY KEY (upload_id, row)
);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("respondents", "0002_grants"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="upload",
            name="upload_queue",
        ),
        migrations.AddField(
            model_name="upload",
            name="repairable",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="upload",
            name="with_repairs",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Menunggu dibaca"),
                    ("reading", "Sedang dibaca"),
                    ("checked", "Sudah diperiksa"),
                    ("unreadable", "Tidak dapat dibaca"),
                    ("accepted", "Sedang dipakai"),
                    ("taken_over", "Sudah dipakai"),
                    ("dropped", "Dibatalkan"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "reading", "accepted"])),
                fields=["id"],
                name="upload_queue",
            ),
        ),
        migrations.RunSQL(TABLE, "DROP TABLE respondents_staging;"),
        grant("respondents_staging", app_reports="SELECT, INSERT, UPDATE, DELETE"),
    ]
