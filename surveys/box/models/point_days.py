from __future__ import annotations

from django.db import models


class PointDay(models.Model):
    """How many candidacies one service point sent today: a ceiling that needs no addresses."""

    pk = models.CompositePrimaryKey("point", "day")
    point = models.CharField(max_length=8)
    day = models.DateField()
    letters = models.IntegerField()

    class Meta:
        db_table = "box_point_day"

    def __str__(self) -> str:
        return f"{self.point} {self.day}"
