"""Weight sets become versions: a draft can be changed, a published one by nobody."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from spi_portal.grants import grant

# Whatever is in force was put in force by somebody, so it counts as published; and before every
# opening, so that waves that are open or counted keep their set: the newest of the highest year.
PUBLISH_WHAT_IS_THERE = """
UPDATE reports_weightset SET published_at = timestamptz '2000-01-01', stored_at = now()
"""
KEEP = """
CREATE FUNCTION weights_keep_published() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'A published weight set never changes.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER weights_keep_published BEFORE UPDATE OR DELETE ON reports_weightset
FOR EACH ROW EXECUTE FUNCTION weights_keep_published();

CREATE FUNCTION weights_keep_values() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (
        SELECT FROM reports_weightset WHERE published_at IS NOT NULL
        AND id IN (CASE TG_OP WHEN 'INSERT' THEN NEW.weight_set_id ELSE OLD.weight_set_id END,
                   CASE TG_OP WHEN 'DELETE' THEN OLD.weight_set_id ELSE NEW.weight_set_id END)
    ) THEN
        RAISE EXCEPTION 'A published weight set never changes.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER weights_keep_values BEFORE INSERT OR UPDATE OR DELETE ON reports_weight
FOR EACH ROW EXECUTE FUNCTION weights_keep_values();
CREATE TRIGGER weights_keep_values BEFORE INSERT OR UPDATE OR DELETE ON reports_band
FOR EACH ROW EXECUTE FUNCTION weights_keep_values();
"""
LET_GO = """
DROP TRIGGER weights_keep_values ON reports_band;
DROP TRIGGER weights_keep_values ON reports_weight;
DROP FUNCTION weights_keep_values;
DROP TRIGGER weights_keep_published ON reports_weightset;
DROP FUNCTION weights_keep_published;
"""
CHANGE = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0009_signature_receipt"),
    ]

    operations = [
        migrations.AddField(
            "weightset",
            "copied_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.SET_NULL,
                related_name="+",
                to="reports.weightset",
            ),
        ),
        migrations.AddField(
            "weightset", "stored_at", models.DateTimeField(auto_now_add=True, null=True)
        ),
        migrations.AddField("weightset", "published_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "weightset",
            "made_by",
            models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("weightset", "sources", models.JSONField(default=dict)),
        migrations.AddField("weight", "indicator", models.CharField(blank=True, max_length=120)),
        migrations.RunSQL(PUBLISH_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("weightset", "stored_at", models.DateTimeField(auto_now_add=True)),
        migrations.RemoveConstraint("weight", "weight_once"),
        migrations.AddConstraint(
            "weight",
            models.UniqueConstraint(
                name="weight_once", fields=["weight_set", "kind", "dimension", "indicator"]
            ),
        ),
        migrations.AddConstraint(
            "weight",
            models.CheckConstraint(
                name="weight_of_an_indicator_names_its_dimension",
                condition=Q(indicator="") | ~Q(dimension=""),
            ),
        ),
        migrations.RunSQL(KEEP, LET_GO),
        grant("reports_weightset", app_staff=CHANGE),
        grant("reports_weight", app_staff=CHANGE),
        grant("reports_band", app_staff=CHANGE),
    ]
