from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from respondents.models.offices import Office
from surveys.models.waves import Wave


class RecordedCaseQuerySet(models.QuerySet["RecordedCase"]):
    def counting(self) -> RecordedCaseQuerySet:
        """Those that take points off: a second person agreed, and they were not taken out."""
        return self.filter(counted_at__isnull=False, taken_out_at__isnull=True)


class RecordedCase(models.Model):
    """A case or complaint that the correction counts, with the document that proves it.

    What was recorded is never changed: a mistake is removed, or taken out with a reason. The
    document may name people, so it is sealed; the row names none.
    """

    class Stage(models.TextChoices):
        DECIDED = "decided", "Perkara sudah diputus"
        INVESTIGATED = "investigated", "Perkara sedang disidik"
        COMPLAINT = "complaint", "Pengaduan yang terbukti"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage)
    document = models.CharField(max_length=120)  # number of the decision or letter
    document_on = models.DateField()
    about = models.CharField(max_length=200)
    sealed = models.BinaryField()  # the file, bound to its digest; empty once its time is over
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    counted_at = models.DateTimeField(null=True)  # when a second person's grant was used
    taken_out_at = models.DateTimeField(null=True)
    taken_out_why = models.CharField(max_length=200, blank=True)

    objects = RecordedCaseQuerySet.as_manager()

    class Meta:
        ordering = ["office__code", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_is_taken_out_after_it_counted",
                condition=Q(taken_out_at__isnull=True)
                | Q(counted_at__isnull=False, taken_out_at__gte=F("counted_at"))
                & ~Q(taken_out_why=""),
            ),
            models.UniqueConstraint(
                name="case_recorded_once",
                fields=["wave", "office", "stage", "document"],
                condition=Q(taken_out_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.office.code}: {self.document}"
