"""Letters to officials. What respondents are sent is another table, under row security."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class LetterQuerySet(models.QuerySet["OfficialLetter"]):
    def due(self, now: datetime) -> LetterQuerySet:
        return self.filter(state=OfficialLetter.State.READY, due_at__lte=now)


class OfficialLetter(models.Model):
    """Surat: one e-mail to an official. Its text goes once it was sent: it may carry a link."""

    class State(models.TextChoices):
        READY = "ready", "Menunggu"
        SENT = "sent", "Terkirim"
        FAILED = "failed", "Tidak sampai"

    to = models.EmailField()
    about = models.CharField(max_length=60)  # what for, e.g. "account.invited"
    subject = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="official_letter_keeps_no_text_once_sent",
                condition=~Q(state="sent") | Q(text=""),
            ),
            models.CheckConstraint(
                name="official_letter_sent_has_its_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                name="official_letter_queue", fields=["due_at"], condition=Q(state="ready")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"
