from __future__ import annotations

from django.conf import settings
from django.db import models

from respondents.models.offices import Office


class Duty(models.Model):
    """A user answers for an office (and for the units below it)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duty_once", fields=["user", "office"]),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.office}"
