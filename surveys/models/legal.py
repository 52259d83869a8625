from __future__ import annotations

from django.db import models

from surveys.models.waves import Wave


class LegalBasis(models.Model):
    """On what a wave stands: what law and trust ask for before it opens."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="legal_basis")
    recommendation = models.CharField(max_length=80, blank=True)  # of BPS, through Romantik
    decree = models.CharField(max_length=80, blank=True)  # SK that orders the survey
    decree_on = models.DateField(null=True, blank=True)
    dpia_on = models.DateField(null=True, blank=True)  # data protection impact assessment

    def __str__(self) -> str:
        return f"{self.wave}"
