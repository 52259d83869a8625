from __future__ import annotations

from django.db import models

from reports.models.orders import Order, OrderQuerySet
from reports.models.publications import Publication
from respondents.models.offices import Office


class Document(Order):
    """A PDF of the published figures of one office."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    objects = OrderQuerySet["Document"].as_manager()

    class Meta(Order.Meta):
        abstract = False
        constraints = [
            *Order.Meta.constraints,
            models.UniqueConstraint(name="document_once", fields=["publication", "office"]),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.office}"
