from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from surveys.models.waves import Wave


class SignalDecision(models.Model):
    """What two people made of a sign that an office's answers were conditioned.

    About a group, never about a person; no figure changes by it. A later decision about the same
    sign stands above an earlier one, which stays.
    """

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "Ada penjelasan yang wajar, tidak ada tindak lanjut"
        TALK = "talk", "Dibicarakan dengan kepala OPD"
        WATCH = "watch", "Diperhatikan lagi pada gelombang berikutnya"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sign = models.CharField(max_length=12)  # reports.signals.Sign
    strength = models.DecimalField(max_digits=6, decimal_places=1)  # standard deviations
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)  # when a second person's grant was used

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="signal_proposed_once_at_a_time",
                fields=["wave", "office", "sign"],
                condition=Q(decided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.office.code}: {self.sign}"
