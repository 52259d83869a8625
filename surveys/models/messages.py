from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from surveys.models.invitations import Invitation
from surveys.models.letter_batches import LetterBatch


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> MessageQuerySet:
        return self.filter(state=Message.State.READY, due_at__lte=at)


class Message(models.Model):
    """One message to send (the outbox). The row is the truth; Celery only rings.

    The rendered text, which carries the link, is never stored.
    """

    class State(models.TextChoices):
        READY = "ready", "Menunggu"
        SENT = "sent", "Terkirim"
        FAILED = "failed", "Tidak sampai"
        CANCELLED = "cancelled", "Dibatalkan"

    class Round(models.TextChoices):
        INVITATION = "invitation", "Undangan"
        REMINDER = "reminder", "Pengingat"
        LAST_REMINDER = "last_reminder", "Pengingat terakhir"
        NEW_LINK = "new_link", "Tautan baru"

    class Channel(models.TextChoices):
        EMAIL = "email", "Surel"
        PAPER = "kertas", "Surat cetak"
        ARCHIVE = "arsip", "Arsip (data contoh, tidak dikirim)"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    round = models.CharField(max_length=13, choices=Round)
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=9, choices=State, default=State.READY)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True)  # the day only
    failure = models.CharField(max_length=200, blank=True)  # of the last try
    batch = models.ForeignKey(  # on paper: the file that it was printed in
        LetterBatch, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="message_once", fields=["invitation", "round", "channel"]),
            models.CheckConstraint(
                name="message_sent_has_its_day",
                condition=Q(state="sent", sent_on__isnull=False)
                | (~Q(state="sent") & Q(sent_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_on_paper_has_its_batch",
                condition=Q(channel="kertas", batch__isnull=False)
                | (~Q(channel="kertas") & Q(batch__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")
            ),
        ]
        indexes = [
            # Serves due(). Sent rows, in the end nearly all rows, stay out of it.
            models.Index(name="message_queue", fields=["due_at"], condition=Q(state="ready")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
