from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from django.db import models
from django.db.models import Q

T = TypeVar("T", bound="Order")


class OrderQuerySet(models.QuerySet[T], Generic[T]):
    def due(self, at: datetime) -> OrderQuerySet[T]:
        return self.filter(state=Order.State.WAITING, due_at__lte=at)


class Order(models.Model):
    """A file that is asked for once, made by worker `reports`, and kept. See reports/orders.py."""

    class State(models.TextChoices):
        WAITING = "waiting", "Sedang dibuat"
        READY = "ready", "Siap"
        FAILED = "failed", "Gagal"

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()  # waiting: when next to try
    tries = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ready_has_content",
                condition=~Q(state="ready") | (~Q(content=b"") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="%(class)s_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
        ]
