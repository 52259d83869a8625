from __future__ import annotations

import uuid

import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("key", models.BinaryField(db_column="pk", primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
                ("group_id", models.IntegerField()),
                ("suite", models.SmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("sig", models.BinaryField()),
                ("tag", models.BinaryField()),
            ],
            options={
                "db_table": "box_ballot",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("key"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            32,
                        ),
                        name="ballot_has_a_right",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("sealed"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            304,
                        ),
                        name="ballot_is_sealed_at_one_length",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("sig"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            64,
                        ),
                        name="ballot_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("tag"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            16,
                        ),
                        name="ballot_has_a_tag",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotRight",
            fields=[
                ("key", models.BinaryField(db_column="pk", primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
                ("group_id", models.IntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("o", "Terbuka"),
                            ("i", "Cadangan"),
                            ("r", "Dicabut"),
                            ("v", "Diganti"),
                        ],
                        max_length=1,
                    ),
                ),
            ],
            options={
                "db_table": "box_right",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("key"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            32,
                        ),
                        name="right_is_an_ed25519_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["o", "i", "r", "v"])),
                        name="right_has_a_known_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("draft_id", models.BinaryField(primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
                ("day", models.DateField()),
                ("ct", models.BinaryField()),
            ],
            options={
                "db_table": "box_draft",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("draft_id"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            16,
                        ),
                        name="draft_is_named_by_its_link",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("ct"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            284,
                        ),
                        name="draft_is_locked_at_one_length",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboxEnvelope",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "box_inbox",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("sealed"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            304,
                        ),
                        name="envelope_is_sealed_at_one_length",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ManifestRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "wave",
                        "version",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("wave", models.UUIDField()),
                ("version", models.IntegerField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
            ],
            options={
                "db_table": "box_manifest",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                        name="manifest_opens_before_it_closes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("r", models.BinaryField(primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
                ("batch_no", models.IntegerField()),
            ],
            options={
                "db_table": "box_receipt",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("r"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            10,
                        ),
                        name="receipt_is_80_bits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptBatch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "wave", "no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wave", models.UUIDField()),
                ("no", models.IntegerField()),
                ("size", models.IntegerField()),
                ("root", models.BinaryField()),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "box_receipt_batch",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("no__gte", 1)), name="batch_is_numbered_from_1"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptGone",
            fields=[
                ("r", models.BinaryField(primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("superseded", "Diganti isian baru"),
                            ("withdrawn", "Dihapus pengisinya"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "db_table": "box_receipt_gone",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("r"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            10,
                        ),
                        name="gone_receipt_is_80_bits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["superseded", "withdrawn"])),
                        name="gone_receipt_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptPending",
            fields=[
                ("r", models.BinaryField(primary_key=True, serialize=False)),
                ("wave", models.UUIDField()),
            ],
            options={
                "db_table": "box_receipt_pending",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("r"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            10,
                        ),
                        name="pending_receipt_is_80_bits",
                    )
                ],
            },
        ),
    ]
