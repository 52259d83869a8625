from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from respondents.models.offices import Office
from surveys.models.waves import Wave


class ListReminder(models.Model):
    """An OPD was reminded of its lists: by letters of the portal, or by hand on WhatsApp."""

    class How(models.TextChoices):
        MAIL = "mail", "surel"
        WHATSAPP = "whatsapp", "WhatsApp"

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    opd = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(name="reminder_by_office", fields=["wave", "opd"])]

    def __str__(self) -> str:
        return f"{self.wave} {self.opd}"
