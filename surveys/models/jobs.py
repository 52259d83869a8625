from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from surveys.models.waves import Wave

MAX_TRIES = 5  # of a step that somebody can ask for again


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, at: datetime) -> JobQuerySet:
        return self.filter(state=Job.State.WAITING, due_at__lte=at).order_by("pk")


class Job(models.Model):
    """A step of a wave that only the registrar (worker `send`) can take: it holds the keys."""

    class Step(models.TextChoices):
        ISSUE = "issue", "Menyiapkan tautan"
        RENEW = "renew", "Memperbarui pengumuman"
        CLOSE = "close", "Menutup"
        REHEARSE = "rehearse", "Menyiapkan lembar latihan"

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        DONE = "done", "Selesai"
        FAILED = "failed", "Gagal"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=8, choices=Step)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)  # the first try that failed

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
            models.UniqueConstraint(
                name="job_waits_once", fields=["wave", "step"], condition=Q(state="waiting")
            ),
        ]

    @property
    def is_never_given_up(self) -> bool:
        """While links can be derived a wave cannot be counted, and nobody asks for these again."""
        return self.step in (Job.Step.CLOSE, Job.Step.RENEW)

    @property
    def is_stuck(self) -> bool:
        """It failed for good, or so often that somebody should know."""
        return self.state == Job.State.FAILED or self.tries >= MAX_TRIES

    def __str__(self) -> str:
        return f"{self.step} {self.wave}"
