from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ManifestRow(models.Model):
    """A signed wave manifest; the latest version of a wave counts.

    The dates repeat what the signed body says, so that the database can decide by its own
    clock; whoever reads the body compares them.
    """

    pk = models.CompositePrimaryKey("wave", "version")
    wave = models.UUIDField()
    version = models.IntegerField()
    body = models.BinaryField()
    signature = models.BinaryField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        db_table = "box_manifest"
        constraints = [
            models.CheckConstraint(
                name="manifest_opens_before_it_closes", condition=Q(opens_at__lt=F("closes_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} v{self.version}"
