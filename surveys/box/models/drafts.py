from __future__ import annotations

from django.db import models

from surveys.box.models.lengths import exactly


class Draft(models.Model):
    """An unfinished sheet, locked. It opens with the link and the key of its day, no longer."""

    draft_id = models.BinaryField(primary_key=True)
    wave = models.UUIDField()
    day = models.DateField()
    ct = models.BinaryField()

    class Meta:
        db_table = "box_draft"
        constraints = [
            exactly(16, "draft_id", name="draft_is_named_by_its_link"),
            exactly(284, "ct", name="draft_is_locked_at_one_length"),
        ]

    def __str__(self) -> str:
        return f"isian belum selesai {self.wave}"
