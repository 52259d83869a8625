from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.weights import WeightSet
from surveys.models.waves import Wave


class IndexRun(models.Model):
    """One computation of a wave's index: what went in, by which method, what came out.

    The same input and method give the same result, to the byte.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)  # version of the method in code
    code = models.CharField(max_length=64, default="")  # hash of the source of the method
    input_hash = models.CharField(max_length=64)
    figures = models.JSONField()  # see reports/index.py
    # Of all figures, to compare runs; never shown: hidden figures could be tried out against it.
    result_hash = models.CharField(max_length=64)
    released_hash = models.CharField(max_length=64, default="")  # of what may be shown
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.wave} run {self.pk}"


class Recomputation(models.Model):
    """Somebody's wish that a counted wave be computed again; worker `reports` fulfils it."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    run = models.ForeignKey(IndexRun, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recomputation_waits_once", fields=["wave"], condition=Q(run__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}"
