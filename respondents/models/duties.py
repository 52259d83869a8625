from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from respondents.models.offices import Office


class DutyQuerySet(models.QuerySet["Duty"]):
    def on(self, day: date) -> DutyQuerySet:
        return self.filter(valid_from__lte=day).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )

    def not_over(self, day: date) -> DutyQuerySet:
        """Those of `day` and those that are still to come."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class Duty(models.Model):
    """A user answers for an office (and for the units below it), from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    valid_from = models.DateField("mulai", default=timezone.localdate)
    valid_until = models.DateField("sampai", null=True, blank=True)  # its last day
    decree = models.CharField("nomor SK", max_length=80, blank=True)
    is_acting = models.BooleanField("Plh. atau Plt.", default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="duty_begins_once", fields=["user", "office", "valid_from"]
            ),
            models.CheckConstraint(
                name="duty_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="duty_of_an_acting_official_has_its_end",
                condition=Q(is_acting=False) | Q(valid_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.office}"

    @property
    def is_over(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()
