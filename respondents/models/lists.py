from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from respondents.models.people import Person


class Upload(models.Model):
    """A file that an office handed in, from reading it to taking it over."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu dibaca"
        READING = "reading", "Sedang dibaca"
        CHECKED = "checked", "Sudah diperiksa"
        UNREADABLE = "unreadable", "Tidak dapat dibaca"
        TAKEN_OVER = "taken_over", "Sudah dipakai"
        DROPPED = "dropped", "Dibatalkan"

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    file_name = models.CharField(max_length=200)
    file_hash = models.BinaryField()  # SHA-256: the same file is recognised
    content = models.BinaryField(null=True)  # until it has been read, then gone
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)  # why it is unreadable
    rows = models.PositiveIntegerField(default=0)
    clean = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)  # on the old list, not in this file
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)  # a worker has it on a lease until then

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="upload_unreadable_says_why",
                condition=~Q(state="unreadable") | ~Q(problem=""),
            ),
        ]
        indexes = [
            models.Index(
                name="upload_queue", fields=["id"], condition=Q(state__in=["waiting", "reading"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}/{self.kind} #{self.pk}"


class Fault(models.Model):
    """What is wrong with one row of an upload, in words that an office can act on."""

    class Severity(models.TextChoices):
        BLOCKS = "blocks", "Menghalangi"
        WARNS = "warns", "Peringatan"
        REPAIRABLE = "repairable", "Dapat diperbaiki otomatis"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()  # as the sheet numbers it
    column = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.CharField(max_length=300)
    proposal = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["row", "pk"]
        indexes = [models.Index(name="fault_by_upload", fields=["upload", "row"])]

    def __str__(self) -> str:
        return f"{self.upload} {self.row}: {self.code}"
