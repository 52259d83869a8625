"""A version is published once, and the database refuses every other change to it."""

import django.db.models.deletion
from django.db import migrations, models

from spi_portal.grants import grant

# What came before was asked already, so it was published.
PUBLISH = "UPDATE surveys_instrumentversion SET published_at = stored_at;"

FIX = """
CREATE FUNCTION surveys_instrument_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'A published questionnaire stays.';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.id, NEW.kind, NEW.title, NEW.digest, NEW.body, NEW.workbook, NEW.stored_at)
        IS DISTINCT FROM
        (OLD.id, OLD.kind, OLD.title, OLD.digest, OLD.body, OLD.workbook, OLD.stored_at)
        OR OLD.published_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'A stored questionnaire never changes; store another version.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instrument_is_immutable BEFORE UPDATE OR DELETE ON surveys_instrumentversion
FOR EACH ROW EXECUTE FUNCTION surveys_instrument_is_immutable();

CREATE FUNCTION surveys_only_published_is_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM surveys_instrumentversion
        WHERE id = NEW.version_id AND published_at IS NOT NULL AND kind = NEW.kind
    ) THEN
        RAISE EXCEPTION 'A wave asks published questionnaires of its kind only.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_published_is_asked
BEFORE INSERT OR UPDATE OF version_id, kind ON surveys_waveinstrument
FOR EACH ROW EXECUTE FUNCTION surveys_only_published_is_asked();
"""
LOOSEN = """
DROP TRIGGER only_published_is_asked ON surveys_waveinstrument;
DROP FUNCTION surveys_only_published_is_asked;
DROP TRIGGER instrument_is_immutable ON surveys_instrumentversion;
DROP FUNCTION surveys_instrument_is_immutable;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0011_signed_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrumentversion",
            name="published_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Rewording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("internal", "Pegawai"),
                            ("external", "Pengguna layanan dan penyedia"),
                            ("expert", "Ahli"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said", models.CharField(max_length=300)),
                ("said_in_english", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.instrumentversion",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.instrumentversion",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewordings",
                        to="surveys.wave",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="rewording_is_another_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("said", ""), _negated=True),
                            models.Q(("said_in_english", ""), _negated=True),
                        ),
                        name="rewording_is_said",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PUBLISH, migrations.RunSQL.noop),
        migrations.RunSQL(FIX, LOOSEN),
        grant("surveys_instrumentversion", app_staff="UPDATE (published_at)"),
        grant("surveys_rewording", app_staff="SELECT, INSERT", app_send="SELECT"),
    ]
