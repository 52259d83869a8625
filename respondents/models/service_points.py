from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from respondents.models.offices import Office


class ServicePoint(models.Model):
    """Loket: where people are served, and can put themselves forward by a code on the wall.

    Its office, service and days never change: the poster on the wall says them. The totals tell
    what became of those who came; who they were is not kept.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=160)
    code = models.CharField(max_length=8, unique=True)  # in the public address
    first_day = models.DateField()
    last_day = models.DateField()
    closed_on = models.DateField(null=True)  # by hand, or by the draw
    ended_on = models.DateField(null=True)  # by the draw: who still waits is told, and deleted
    waits_since = models.DateField(null=True)  # somebody waits for the office's decision
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    admitted = models.PositiveIntegerField(default=0)  # put on the office's list
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="service_point_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}/{self.code}"

    def is_open(self, on: date) -> bool:
        return self.closed_on is None and self.first_day <= on <= self.last_day
