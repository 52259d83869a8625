from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from reports.models.runs import IndexRun
from surveys.models.waves import Wave


class PublicationQuerySet(models.QuerySet["Publication"]):
    def newest(self) -> PublicationQuerySet:
        return self.order_by("-wave__year", "-pk")

    def before(self, year: int) -> PublicationQuerySet:
        """Those of earlier years, newest first; a pilot of the same year is not compared with."""
        return self.newest().filter(wave__year__lt=year)

    def city_by_year(self, *, until: int) -> dict[int, dict[str, Any]]:
        """The city's published index of each year, without reading all the other figures."""
        rows = self.filter(wave__year__lte=until).order_by("wave__year", "pk")
        return dict(rows.values_list("wave__year", "figures__city__index"))


class Publication(models.Model):
    """The figures of one wave as everybody sees them: frozen, and the same for all roles."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(IndexRun, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()  # after suppression, see reports/publication.py
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    objects = PublicationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"terbitan {self.wave}"
