from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.waves import Wave


class LetterBatchQuerySet(models.QuerySet["LetterBatch"]):
    def due(self, at: datetime) -> LetterBatchQuerySet:
        return self.filter(state=LetterBatch.State.WAITING, due_at__lte=at)

    def unfinished(self) -> LetterBatchQuerySet:
        """Ordered, and neither taken nor given up."""
        return self.filter(state__in=(LetterBatch.State.WAITING, LetterBatch.State.READY))


class LetterBatch(models.Model):
    """A file of printed invitations (berkas surat): ordered, printed, taken once, and then gone.

    `content` is the PDF, sealed to the half of a key pair that process `staff` holds for this
    batch alone. Whose letters it holds, its messages tell (Message.batch).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Sedang dicetak"
        READY = "ready", "Siap diambil"
        TAKEN = "taken", "Sudah diambil"
        NOBODY = "nobody", "Tidak ada yang perlu surat"
        FAILED = "failed", "Gagal dicetak"
        DROPPED = "dropped", "Tidak diambil, sudah dihapus"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # from 1 in its wave
    again = models.ForeignKey(  # the batch whose letters this one prints once more
        "self", on_delete=models.PROTECT, related_name="+", null=True
    )
    for_all = models.BooleanField(default=False)  # also for those who have a telephone number
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    lock = models.BinaryField()  # the public half, 32 bytes
    signature = models.BinaryField()  # of the order, by the wave key
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()  # waiting: when next to try
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    letters = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=b"")
    taken_at = models.DateTimeField(null=True)

    objects = LetterBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="letter_batch_number_once", fields=["wave", "number"]),
            models.UniqueConstraint(
                name="letter_batch_one_at_a_time",
                fields=["wave"],
                condition=Q(state__in=["waiting", "ready"]),
            ),
            models.CheckConstraint(
                name="letter_batch_content_until_it_is_taken",
                condition=(Q(state="ready") & ~Q(content=b""))
                | (~Q(state="ready") & Q(content=b"")),
            ),
            models.CheckConstraint(
                name="letter_batch_taken_has_its_time",
                condition=Q(state="taken", taken_at__isnull=False)
                | (~Q(state="taken") & Q(taken_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_batch_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} surat {self.number}"
