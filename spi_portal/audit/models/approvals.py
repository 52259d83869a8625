from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> ApprovalQuerySet:
        return self.filter(decision=Approval.Decision.WAITING)

    def granted(self, verb: str, subject: str) -> ApprovalQuerySet:
        return self.filter(
            verb=verb, subject=subject, decision=Approval.Decision.GRANTED, used_at=None
        )


class Approval(models.Model):
    """A step that two people take: one asks, another grants or refuses."""

    class Decision(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        GRANTED = "granted", "Disetujui"
        REFUSED = "refused", "Ditolak"

    verb = models.CharField(max_length=20)  # draw, count, publish, destroy …
    subject = models.CharField(max_length=60)  # the wave's slug
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # the step was taken; a grant serves once

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_needs_a_second_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_decided_has_who_and_when",
                condition=Q(decision="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(decision="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="approval_asked_once_at_a_time",
                fields=["verb", "subject"],
                condition=Q(decision="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
