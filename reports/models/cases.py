from __future__ import annotations

from django.db import models

from respondents.models.offices import Office
from surveys.models.waves import Wave


class RecordedCase(models.Model):
    """A case or complaint that the correction factor counts, with the document that proves it."""

    class Stage(models.TextChoices):
        DECIDED = "decided", "Diputus"
        INVESTIGATED = "investigated", "Disidik"
        COMPLAINT = "complaint", "Pengaduan terbukti"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage)
    document = models.CharField(max_length=200)  # number and date of the decision or letter

    def __str__(self) -> str:
        return f"{self.office} {self.stage}: {self.document}"
