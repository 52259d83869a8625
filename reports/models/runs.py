from __future__ import annotations

from django.db import models

from reports.models.weights import WeightSet
from surveys.models.waves import Wave


class IndexRun(models.Model):
    """One computation of a wave's index: what went in, by which method, what came out.

    The same input and method give the same result, to the byte.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)  # version of the method in code
    input_hash = models.CharField(max_length=64)
    figures = models.JSONField()  # see reports/index.py
    result_hash = models.CharField(max_length=64)
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.wave} run {self.pk}"
