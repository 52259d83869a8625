from __future__ import annotations

from django.conf import settings
from django.db import models

from reports.models.orders import Order, OrderQuerySet


class Briefing(Order):
    """One page for the Inspektur's Monday meeting: how things stood when it was ordered."""

    facts = models.JSONField()  # all that stands on it; the worker that prints looks at no table
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OrderQuerySet["Briefing"].as_manager()

    class Meta(Order.Meta):
        abstract = False
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"rapat #{self.pk}"
