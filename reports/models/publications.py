from __future__ import annotations

from django.conf import settings
from django.db import models

from reports.models.runs import IndexRun
from surveys.models.waves import Wave


class Publication(models.Model):
    """The figures of one wave as everybody sees them: frozen, and the same for all roles."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(IndexRun, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()  # after suppression, see reports/publication.py
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"terbitan {self.wave}"
