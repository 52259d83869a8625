from __future__ import annotations

from django.db import models

from reports.models.orders import Order, OrderQuerySet
from respondents.kinds import Kind
from respondents.models.offices import Office


class Statement(Order):
    """A sheet for the head of an OPD to sign: one for each state of a list, told by its code."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=9)
    rows = models.PositiveIntegerField()
    address = models.CharField(max_length=300)  # where the signed sheet is handed in
    dated = models.DateTimeField(null=True)  # when the newest file of the list was handed in

    objects = OrderQuerySet["Statement"].as_manager()

    class Meta(Order.Meta):
        abstract = False
        constraints = [
            *Order.Meta.constraints,
            models.UniqueConstraint(name="statement_once", fields=["office", "kind", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.office}/{self.kind} {self.code}"
