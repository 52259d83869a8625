"""Who keeps what opens a wave's box, and the rehearsal that shows that they can."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from surveys.models.waves import Wave

CARD_LASTS = timedelta(minutes=30)
HOLDERS = 3  # of whom two open the box


class KeyHolder(models.Model):
    """Pemegang lembar kunci: one of three, each of another body."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="key_holders")
    number = models.PositiveSmallIntegerField()  # of the sheet, 1 to 3
    name = models.CharField(max_length=80)
    body = models.CharField(max_length=80)  # the institution

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="key_sheet_has_one_holder", fields=["wave", "number"]),
            models.CheckConstraint(
                name="key_sheets_are_three", condition=Q(number__gte=1, number__lte=HOLDERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}, {self.body}"


class Canary(models.Model):
    """A trial sheet for one box key: a survey of one question, apart from every wave.

    Its secret opens the link of the trial and nothing else; whatever is sent under it is of
    no wave, and so in no count.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # its wave, to whoever asks the box
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="canaries")
    box_key = models.BinaryField()  # X25519, 32 bytes: the key that is tried
    secret = models.BinaryField()  # 16 bytes
    body = models.BinaryField()  # its manifest, signed with the wave key like any
    signature = models.BinaryField()
    until = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)  # why the counter did not open it

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"rehearsal of {self.wave}"


class Rehearsal(models.Model):
    """A trial sheet was opened with exactly this key: what a wave may open on."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="rehearsals")
    box_key = models.BinaryField()
    sheets = models.CharField(max_length=3, blank=True)  # "1+3"; empty: by the counter itself
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.wave} {self.sheets or 'layanan'}"

    @property
    def with_sheets(self) -> str:
        """`1 dan 3`; empty where the counter did it."""
        return self.sheets.replace("+", " dan ")


class RoomCard(models.Model):
    """Kartu masuk: what lets somebody into the room, once and within half an hour."""

    class Purpose(models.TextChoices):
        MAKE = "make", "Membuat lembar kunci"
        REHEARSE = "rehearse", "Latihan"
        COUNT = "count", "Penghitungan"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the card's code, in hex
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.wave}"

    @property
    def ends_at(self) -> datetime:
        return self.given_at + CARD_LASTS
