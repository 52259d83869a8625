from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from respondents.models.offices import Office
from respondents.models.people import Person

# A worker that has held an upload this long has died with it (its time limit is 10 minutes).
LEASE = timedelta(minutes=15)


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, office: Office, kind: str) -> UploadQuerySet:
        return self.filter(office=office, kind=kind)

    def due(self, at: datetime) -> UploadQuerySet:
        """Those that a worker has to read or to take over, oldest first."""
        return (
            self.filter(state__in=Upload.FOR_WORKERS)
            .filter(Q(due_at__isnull=True) | Q(due_at__lte=at))
            .order_by("pk")
        )

    def claim(self, pk: int, at: datetime) -> Upload | None:
        """Take one due upload on a lease, or None if another worker has it.

        One UPDATE decides: it moves `due_at` past the lease, so of two workers exactly one
        sees a row change. A worker that dies need do nothing: the upload falls due again.
        """
        won = (
            self.due(at)
            .filter(pk=pk)
            .update(
                due_at=at + LEASE,
                tries=F("tries") + 1,
                state=Case(
                    When(state=Upload.State.WAITING, then=Value(Upload.State.READING.value)),
                    default=F("state"),
                ),
            )
        )
        return self.select_related("office", "uploaded_by").get(pk=pk) if won else None


class Upload(models.Model):
    """A file that an office handed in, from reading it to taking it over."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu dibaca"
        READING = "reading", "Sedang dibaca"
        MATCHING = "matching", "Menunggu dicocokkan"
        CHECKED = "checked", "Sudah diperiksa"
        UNREADABLE = "unreadable", "Tidak dapat dibaca"
        ACCEPTED = "accepted", "Sedang dipakai"
        TAKEN_OVER = "taken_over", "Sudah dipakai"
        DROPPED = "dropped", "Dibatalkan"
        RETURNED = "returned", "Perbaikan dimasukkan"  # mended another upload

    FOR_WORKERS = (State.WAITING, State.READING, State.ACCEPTED)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    file_name = models.CharField(max_length=200)
    file_hash = models.BinaryField()  # SHA-256: the same file is recognised
    content = models.BinaryField(null=True)  # sealed, until it has been read; then gone
    sheet = models.CharField(max_length=60, blank=True)  # the sheet that was read
    fields = models.JSONField(default=list)  # the columns of ours that the file has
    headings_sealed = models.BinaryField(default=b"")  # while its columns are being matched
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)  # why it is unreadable
    rows = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)  # rows that can be used as they are
    repairable = models.PositiveIntegerField(default=0)  # … once the proposals are accepted
    skipped = models.PositiveIntegerField(default=0)  # rows that somebody left out
    stopped_at = models.PositiveIntegerField(default=0)  # the row that was mended last
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)  # on the old list, not in this file
    removed = models.PositiveIntegerField(default=0)  # of them, taken off with a reason
    removed_many = models.BooleanField(default=False)  # more than a list loses in a year
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)  # a worker has it on a lease until then
    tries = models.PositiveSmallIntegerField(default=0)

    objects = UploadQuerySet.as_manager()

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
                name="upload_queue",
                fields=["id"],
                condition=Q(state__in=["waiting", "reading", "accepted"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}/{self.kind} #{self.pk}"

    @property
    def not_ready(self) -> int:
        """Rows that still wait for a repair."""
        return self.rows - self.ready - self.skipped


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


class FrozenLists(models.Model):
    """While it stands, a wave draws from the lists as they were: they change by corrections only.

    The wave is known here by name alone; what it is, is none of the lists' business.
    """

    wave = models.CharField(max_length=40, unique=True)  # its slug
    title = models.CharField(max_length=200)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return self.wave
