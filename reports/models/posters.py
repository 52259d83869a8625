from __future__ import annotations

from django.db import models

from reports.models.orders import Order, OrderQuerySet
from respondents.models.service_points import ServicePoint


class Poster(Order):
    """The sheet for the wall of a service point: one each, for what it says never changes."""

    point = models.OneToOneField(ServicePoint, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)  # where the code leads

    objects = OrderQuerySet["Poster"].as_manager()

    class Meta(Order.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"poster {self.point}"
