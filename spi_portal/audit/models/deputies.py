from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DeputyQuerySet(models.QuerySet["Deputy"]):
    def on(self, day: date) -> DeputyQuerySet:
        """Those who stand in on that day."""
        return self.filter(begins_on__lte=day, ends_on__gte=day, ended_at=None)

    def not_over(self, day: date) -> DeputyQuerySet:
        return self.filter(ends_on__gte=day, ended_at=None)


class Deputy(models.Model):
    """Pengganti: somebody who decides requests in another's place, from one day to another."""

    class Kind(models.TextChoices):
        PLH = "plh", "Plh. (berhalangan sementara)"
        PLT = "plt", "Plt. (jabatan kosong)"

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=3, choices=Kind)
    begins_on = models.DateField()
    ends_on = models.DateField()  # the last day
    ended_at = models.DateTimeField(null=True)  # by hand, before its last day

    objects = DeputyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deputy_is_somebody_else", condition=~Q(deputy=F("principal"))
            ),
            models.CheckConstraint(
                name="deputy_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()[:4]} {self.principal}: {self.deputy}"
