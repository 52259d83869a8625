from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from respondents.models.offices import Office
from respondents.models.people import Person


class Signature(models.Model):
    """The head of an OPD vouched for one of its lists, as it stood then."""

    class How(models.TextChoices):
        LINK = "tautan", "Lewat tautan"
        PAPER = "lembar", "Di atas kertas"

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    signer = models.CharField(max_length=120)  # the head's name, as of that day
    how = models.CharField(max_length=6, choices=How)
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(  # the head, or who handed in the sheet; null: a command
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    rows = models.PositiveIntegerField()
    digest = models.BinaryField()  # of the rows that were signed, see respondents/digests.py
    scan = models.BinaryField(default=b"")  # the signed sheet, sealed
    scan_type = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="signature_on_paper_has_its_sheet",
                condition=Q(how="tautan", scan=b"", scan_type="")
                | (Q(how="lembar") & ~Q(scan=b"") & ~Q(scan_type="")),
            ),
        ]
        indexes = [models.Index(name="signature_by_list", fields=["office", "kind", "-id"])]

    def __str__(self) -> str:
        return f"{self.office}/{self.kind} #{self.pk}"


class SigningLink(models.Model):
    """A letter to a head with a link that signs one list, as it stands, once."""

    LASTS = timedelta(days=14)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    head = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    digest = models.BinaryField()
    sent_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # used, replaced by another, or the lists froze

    def __str__(self) -> str:
        return f"{self.office}/{self.kind} #{self.pk}"

    @property
    def lasts_until(self) -> datetime:
        return self.sent_at + self.LASTS
