from __future__ import annotations

from django.db import models

from respondents.kinds import Kind
from respondents.models.offices import Office
from surveys.models.waves import Wave


class Undelivered(models.Model):
    """An address that refused a wave's mail for good, as the keyed hash that finds it again.

    So next year's lists can be asked whether it still stands there. Nothing else is known of it:
    no person, no message, no day. For the city alone, as the sample is.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    email_index = models.BinaryField()  # as Person's

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="undelivered_once_a_list", fields=["wave", "office", "kind", "email_index"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
