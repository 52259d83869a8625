"""The receipt of a head's signature: staff orders it, worker `reports` prints it."""

import django.db.models.deletion
from django.db import migrations, models

from spi_portal.grants import grant, row_security

# A signature's own policy says whose it is. The printer acts for nobody: it prints what is due.
OF_SIGNATURES_IN_SCOPE = "signature_id IN (SELECT id FROM respondents_signature)"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_code_version"),
        ("respondents", "0014_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignatureReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Sedang dibuat"),
                            ("ready", "Siap"),
                            ("failed", "Gagal"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("content", models.BinaryField(default=b"")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("facts", models.JSONField()),
                ("address", models.CharField(max_length=300)),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="respondents.signature",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("content", b""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signaturereceipt_ready_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signaturereceipt_failed_says_why",
                    ),
                ],
            },
        ),
        grant(
            "reports_signaturereceipt",
            app_staff="SELECT, INSERT, UPDATE",
            app_reports="SELECT, UPDATE",
            app_send="SELECT (signature_id), DELETE",
        ),
        row_security("reports_signaturereceipt", OF_SIGNATURES_IN_SCOPE),
        migrations.RunSQL(
            "CREATE POLICY printing ON reports_signaturereceipt TO app_reports USING (true)",
            "DROP POLICY printing ON reports_signaturereceipt",
        ),
    ]
