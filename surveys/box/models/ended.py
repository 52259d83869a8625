from __future__ import annotations

from django.db import models


class EndedWave(models.Model):
    """A wave whose box is destroyed: the counter says so, worker `box` carries it out."""

    wave = models.UUIDField(primary_key=True)
    emptied = models.BooleanField(default=False)  # its sheets, rights and drafts are gone

    class Meta:
        db_table = "box_ended"

    def __str__(self) -> str:
        return str(self.wave)
