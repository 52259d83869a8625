"""Who keeps what opens a box, rehearsals of it, and the room where key sheets are read."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from spi_portal.grants import grant

READ = "SELECT"

# Who holds what opens the box is said once and signed: after that not even staff changes it.
FIX_THE_MODE = """
CREATE FUNCTION surveys_mode_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('lists', 'frozen', 'drawn')
        OR EXISTS (SELECT FROM surveys_signedmanifest WHERE wave_id = OLD.id) THEN
        RAISE EXCEPTION 'Who holds the key of a wave is fixed once it was announced.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveys_mode_is_fixed BEFORE UPDATE OF mode ON surveys_wave FOR EACH ROW
WHEN (OLD.mode IS DISTINCT FROM NEW.mode) EXECUTE FUNCTION surveys_mode_is_fixed();
"""
UNFIX_THE_MODE = """
DROP TRIGGER surveys_mode_is_fixed ON surveys_wave;
DROP FUNCTION surveys_mode_is_fixed;
"""
# Nor is the public half taken back once it was announced, whoever may give it up before.
KEEP_THE_KEY = """
CREATE FUNCTION surveys_announced_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM surveys_signedmanifest WHERE wave_id = OLD.wave_id) THEN
        RAISE EXCEPTION 'The key of a wave stays once it was announced.';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER surveys_announced_key_stays BEFORE DELETE ON surveys_wavekey
FOR EACH ROW EXECUTE FUNCTION surveys_announced_key_stays();
"""
UNKEEP_THE_KEY = """
DROP TRIGGER surveys_announced_key_stays ON surveys_wavekey;
DROP FUNCTION surveys_announced_key_stays;
"""
# Waves that were counted before the portal kept the moment beside them.
WHEN_COUNTED = """
UPDATE surveys_wave w SET counted_at = e.at FROM audit_entry e
WHERE e.verb = 'wave.counted' AND e.subject = 'surveys.wave ' || w.slug
"""


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0015_letter_batches"),
        ("audit", "0004_chain"),
        ("respondents", "0002_grants"),
        ("accounts", "0002_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Canary",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("box_key", models.BinaryField()),
                ("secret", models.BinaryField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("until", models.DateTimeField()),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-until"],
            },
        ),
        migrations.CreateModel(
            name="KeyHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("body", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("box_key", models.BinaryField()),
                ("sheets", models.CharField(blank=True, max_length=3)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="RoomCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("make", "Membuat lembar kunci"),
                            ("rehearse", "Latihan"),
                            ("count", "Penghitungan"),
                        ],
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="wave",
            name="box_gone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="wave",
            name="counted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="wave",
            name="mode",
            field=models.CharField(
                choices=[
                    ("layanan", "Layanan penghitung"),
                    ("2-dari-3", "Dua dari tiga pemegang lembar kunci"),
                ],
                default="layanan",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="wavekey",
            name="mode",
            field=models.CharField(
                choices=[
                    ("layanan", "Layanan penghitung"),
                    ("2-dari-3", "Dua dari tiga pemegang lembar kunci"),
                ],
                default="layanan",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="wavekey",
            name="sheet_mark",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="job",
            name="step",
            field=models.CharField(
                choices=[
                    ("issue", "Menyiapkan tautan"),
                    ("renew", "Memperbarui pengumuman"),
                    ("close", "Menutup"),
                    ("rehearse", "Menyiapkan lembar latihan"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("box_gone_at", None), ("state__in", ["counted", "published"]), _connector="OR"
                ),
                name="wave_loses_its_box_after_the_count",
            ),
        ),
        migrations.AddConstraint(
            model_name="wavekey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mode", "layanan"), ("sheet_mark", None)),
                    models.Q(("mode", "2-dari-3"), ("sheet_mark__isnull", False)),
                    _connector="OR",
                ),
                name="sheets_of_a_key_are_recognised",
            ),
        ),
        migrations.AddField(
            model_name="canary",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="canaries",
                to="surveys.wave",
            ),
        ),
        migrations.AddField(
            model_name="keyholder",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="key_holders",
                to="surveys.wave",
            ),
        ),
        migrations.AddField(
            model_name="rehearsal",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rehearsals",
                to="surveys.wave",
            ),
        ),
        migrations.AddField(
            model_name="roomcard",
            name="given_to",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="roomcard",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="surveys.wave"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyholder",
            constraint=models.UniqueConstraint(
                fields=("wave", "number"), name="key_sheet_has_one_holder"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyholder",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 3)),
                name="key_sheets_are_three",
            ),
        ),
        migrations.RunSQL(FIX_THE_MODE, UNFIX_THE_MODE),
        migrations.RunSQL(KEEP_THE_KEY, UNKEEP_THE_KEY),
        migrations.RunSQL(WHEN_COUNTED, migrations.RunSQL.noop),
        grant("surveys_keyholder", app_staff="SELECT, INSERT, DELETE", app_room=READ),
        grant(
            "surveys_canary",
            app_staff="SELECT, INSERT",
            app_send=READ,
            app_counter="SELECT, UPDATE (problem)",
            app_room=READ,
        ),
        grant(
            "surveys_rehearsal",
            app_staff=READ,
            app_counter="SELECT, INSERT",
            app_room="SELECT, INSERT",
        ),
        grant("surveys_roomcard", app_staff="SELECT, INSERT, UPDATE", app_room="SELECT, UPDATE"),
        # A key that was never announced is given up when others are to hold it.
        grant(
            "surveys_wavekey",
            app_staff="DELETE",
            app_counter="DELETE",
            app_room="SELECT, INSERT, DELETE",
        ),
        # The room counts as the counter does, with what two key sheets give.
        grant("surveys_city", app_room=READ),
        grant("surveys_instrumentversion", app_room=READ),
        grant("surveys_wave", app_room="SELECT, UPDATE"),
        grant("surveys_waveinstrument", app_room="SELECT, UPDATE"),
        grant("surveys_anonymitygroup", app_room=READ),
        grant("surveys_signedmanifest", app_room=READ),
        grant("surveys_sheet", app_room="INSERT"),
        grant("surveys_count", app_room="SELECT, INSERT"),
        grant("audit_entry", app_room="SELECT, INSERT"),
        grant("audit_approval", app_room="SELECT, UPDATE"),
        grant("accounts_user", app_room=READ),
        grant("respondents_office", app_room=READ),
    ]
