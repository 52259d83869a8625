from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.orders import Order, OrderQuerySet
from surveys.models.waves import Wave


class Dossier(Order):
    """Berkas pemeriksaan: one ZIP about a wave, as things stood when it was made."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = OrderQuerySet["Dossier"].as_manager()

    class Meta(Order.Meta):
        abstract = False
        ordering = ["-pk"]
        constraints = [
            *Order.Meta.constraints,
            models.UniqueConstraint(
                name="dossier_waits_once", fields=["wave"], condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.pk}"
