from __future__ import annotations

from django.conf import settings
from django.db import models

from reports.models.orders import Order, OrderQuerySet
from surveys.models.waves import Wave


class Minutes(Order):
    """Berita acara: what was counted, or that the box is destroyed, for people to sign."""

    class About(models.TextChoices):
        COUNT = "hitung", "Berita acara penghitungan"
        DESTRUCTION = "musnah", "Berita acara pemusnahan"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=8, choices=About)
    facts = models.JSONField()  # all that stands on it; the worker that prints looks at no table
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OrderQuerySet["Minutes"].as_manager()

    class Meta(Order.Meta):
        abstract = False
        constraints = [
            *Order.Meta.constraints,
            models.UniqueConstraint(name="minutes_are_drawn_up_once", fields=["wave", "about"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.about}"
