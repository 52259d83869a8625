from __future__ import annotations

from django.db import models

from surveys.models.waves import Wave


class DrawRecord(models.Model):
    """The draw as anybody can repeat it: hashes, groups and outcomes, and nobody's name.

    Written in the transaction of the draw and never changed. See surveys/draw_file.py.
    """

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)  # where the public number was announced
    witnesses = models.JSONField()  # their names
    body = models.BinaryField()  # canonical JSON

    def __str__(self) -> str:
        return f"{self.wave}"
