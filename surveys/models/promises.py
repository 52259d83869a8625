from __future__ import annotations

from django.conf import settings
from django.db import models

from respondents.models.offices import Office
from surveys.models.waves import Wave


class Promise(models.Model):
    """By when an OPD said that its lists will be done, in its own words: "Rabu"."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    opd = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="promise_one_an_office", fields=["wave", "opd"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.opd}"
