from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office


class Succession(models.Model):
    """One office in the place of another, by law: a line is added and never changed.

    Codes are those of the day: figures that were published before it know the offices by them.
    """

    class How(models.TextChoices):
        RENAMED = "renamed", "Ganti nama"
        MERGED = "merged", "Digabung"
        SPLIT = "split", "Dipecah"

    how = models.CharField(max_length=8, choices=How)
    former = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    former_code = models.CharField(max_length=40)
    former_name = models.CharField(max_length=200)
    successor = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    successor_code = models.CharField(max_length=40)
    successor_name = models.CharField(max_length=200)
    on = models.DateField()
    basis = models.CharField(max_length=120)  # "Perda 3/2026"
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="succession_has_a_basis", condition=~Q(basis="")),
        ]

    def __str__(self) -> str:
        return f"{self.former_code} → {self.successor_code}"
