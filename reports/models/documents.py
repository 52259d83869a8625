from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from reports.models.publications import Publication
from respondents.models.offices import Office


class DocumentQuerySet(models.QuerySet["Document"]):
    def due(self, at: datetime) -> DocumentQuerySet:
        return self.filter(state=Document.State.WAITING, due_at__lte=at)


class Document(models.Model):
    """A PDF of published figures: asked for once, printed by a worker, kept."""

    class State(models.TextChoices):
        WAITING = "waiting", "Sedang dibuat"
        READY = "ready", "Siap"
        FAILED = "failed", "Gagal"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()  # waiting: when next to try
    tries = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_once", fields=["publication", "office"]),
            models.CheckConstraint(
                name="document_ready_has_content",
                condition=~Q(state="ready") | (~Q(content=b"") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="document_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.office}"
