from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def due(self, now: datetime) -> InspectionQuerySet:
        return self.filter(state=Inspection.State.WAITING, due_at__lte=now)


class Inspection(models.Model):
    """One look at the installation: asked for on a page, or by the worker once a day."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        DONE = "done", "Selesai"

    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()  # moved forward while a worker has it
    done_at = models.DateTimeField(null=True)
    web_ahead = models.FloatField(null=True)  # seconds of the web host's clock before the database

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_done_has_its_time",
                condition=Q(state="waiting", done_at__isnull=True)
                | Q(state="done", done_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="inspection_waits_once", fields=["state"], condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class State(models.TextChoices):
    """How a line of the page about readiness stands."""

    GOOD = "good", "Baik"
    ATTENTION = "attention", "Perhatian"
    MISSING = "missing", "Belum"


class Finding(models.Model):
    """What one measurement of an inspection found, and what is to be done about it."""

    class Subject(models.TextChoices):
        PUBLIC_TLS = "public_tls", "Sambungan aman: alamat responden"
        STAFF_TLS = "staff_tls", "Sambungan aman: alamat petugas"
        SPF = "spf", "SPF: server yang boleh mengirim surel"
        DKIM = "dkim", "DKIM: tanda pada surel"
        DMARC = "dmarc", "DMARC: surel palsu ditolak"
        CLOCK = "clock", "Jam server"
        DISK = "disk", "Ruang penyimpanan"

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    subject = models.CharField(max_length=10, choices=Subject)
    state = models.CharField(max_length=9, choices=State)
    measured = models.CharField(max_length=400)
    advice = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="finding_once_an_inspection", fields=["inspection", "subject"]
            ),
            models.CheckConstraint(
                name="finding_that_is_not_good_says_what_to_do",
                condition=Q(state="good") | ~Q(advice=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.state}"


class Statement(models.Model):
    """What only a person can know of an installation, and who says so."""

    class Subject(models.TextChoices):
        BACKUP = "backup", "Cadangan terakhir"
        DRILL = "drill", "Latihan pemulihan"
        SNAPSHOTS = "snapshots", "Tidak ada snapshot mesin yang memuat kunci"
        PROXY = "proxy", "Proksi tidak mencatat alamat responden"
        WAF = "waf", "Firewall aplikasi (WAF) tidak mencatat alamat responden"

    subject = models.CharField(max_length=9, choices=Subject)
    on = models.DateField()  # the day of which it is said
    person = models.CharField(max_length=120)  # who did it or answers for it
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(name="statement_latest", fields=["subject", "-on", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, {self.on:%Y-%m-%d}"
