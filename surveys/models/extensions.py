from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from surveys.models.waves import Wave


class ListExtension(models.Model):
    """More time for the lists of one OPD and its units, and why."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    opd = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()  # its last day
    reason = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="extension_one_an_office", fields=["wave", "opd"]),
            models.CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.opd}"
