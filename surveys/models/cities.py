from __future__ import annotations

from django.db import models
from django.db.models import Q


class City(models.Model):
    """The one city of this installation, as its pages and letters name it."""

    name = models.CharField(max_length=80)  # Kota Tirtamulya
    organiser = models.CharField(max_length=120)  # Inspektorat Kota Tirtamulya
    public_address = models.CharField(max_length=120)  # spi.tirtamulyakota.go.id
    sender_address = models.EmailField()
    help_phone = models.CharField(max_length=40)
    help_hours = models.CharField(max_length=80)
    is_demo = models.BooleanField(default=False)  # fictional: every page says DATA CONTOH

    class Meta:
        constraints = [models.CheckConstraint(name="city_is_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.name
