"""A file of the personnel office for the whole city, and what is kept of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from respondents.models.lists import LEASE, Upload
from respondents.models.offices import Office


class CityFileQuerySet(models.QuerySet["CityFile"]):
    def due(self, at: datetime) -> CityFileQuerySet:
        """Those that a worker has to go on with, oldest first."""
        return (
            self.filter(state__in=CityFile.FOR_WORKERS)
            .filter(Q(due_at__isnull=True) | Q(due_at__lte=at))
            .order_by("pk")
        )

    def claim(self, pk: int, at: datetime) -> CityFile | None:
        """Take one on a lease, or None if another worker has it: one UPDATE decides."""
        won = self.due(at).filter(pk=pk).update(due_at=at + LEASE, tries=F("tries") + 1)
        return self.select_related("uploaded_by").get(pk=pk) if won else None


class CityFile(models.Model):
    """From reading it to giving each OPD its rows, or to keeping whom it names to compare."""

    class Purpose(models.TextChoices):
        SHARE = "share", "Membagikannya kepada OPD"
        COMPARE = "compare", "Membandingkannya dengan daftar OPD"

    class State(models.TextChoices):
        WAITING = "waiting", "Sedang dibaca"
        MATCHING = "matching", "Menunggu dicocokkan"
        PLACED = "placed", "Menunggu keputusan"
        ACCEPTED = "accepted", "Sedang dikerjakan"
        DONE = "done", "Selesai"
        UNREADABLE = "unreadable", "Tidak dapat dibaca"
        DROPPED = "dropped", "Dibatalkan"

    FOR_WORKERS = (State.WAITING, State.ACCEPTED)
    OPEN = (State.WAITING, State.MATCHING, State.PLACED)

    purpose = models.CharField(max_length=8, choices=Purpose)
    file_name = models.CharField(max_length=200)
    file_hash = models.BinaryField()  # SHA-256
    content = models.BinaryField(null=True)  # sealed, until it is done with; then gone
    headings_sealed = models.BinaryField(default=b"")  # while its columns are being matched
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)  # why it is unreadable
    rows = models.PositiveIntegerField(default=0)
    by_office = models.JSONField(default=dict)  # rows, by code of the OPD
    unknown = models.JSONField(default=dict)  # rows, by what the file calls a unit
    left_out = models.PositiveIntegerField(default=0)  # of those compared: without a usable NIP
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)  # a worker has it on a lease until then
    tries = models.PositiveSmallIntegerField(default=0)

    objects = CityFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="city_file_unreadable_says_why",
                condition=~Q(state="unreadable") | ~Q(problem=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CityShare(models.Model):
    """An OPD that was given its rows; without an upload it was left to its own file."""

    file = models.ForeignKey(CityFile, on_delete=models.CASCADE, related_name="shares")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="shared_once", fields=["file", "office"])]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.office_id}"


class KnownUnit(models.Model):
    """Which OPD a unit belongs to that city files call otherwise than we; kept for next year."""

    name = models.CharField(max_length=160)  # as it was written first
    key = models.CharField(max_length=160, unique=True)  # letters and digits, in lower case
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RosterEntry(models.Model):
    """Somebody whom the personnel office has at an OPD: to be compared with, for one purpose.

    No contact, and the NIP as its blind index alone. Gone when lists are frozen.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")  # an OPD
    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=160, blank=True)  # as the file writes it
    nip_index = models.BinaryField(unique=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.pk}"
