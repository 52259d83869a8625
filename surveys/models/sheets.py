from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from surveys.models.groups import AnonymityGroup
from surveys.models.waves import Wave

NO_ANSWER = -1  # asked and not answered, or taken out at the count
NOT_ASKED = -2  # not on this respondent's path: whatever was ticked there is gone


class Sheet(models.Model):
    """A counted answer sheet: its group and its answers, and no way back.

    All sheets of a wave are written in one transaction, shuffled; the key is random. There is
    no time, no number, no device, and nothing that ties it to a link or to another sheet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(AnonymityGroup, on_delete=models.PROTECT, related_name="+")
    # Ordinal of the chosen choice for each item of the kind's instrument, or one of the above.
    answers = ArrayField(models.SmallIntegerField())

    def __str__(self) -> str:
        return str(self.pk)


class Count(models.Model):
    """What the count of a wave came to: received = counted + superseded + withdrawn + …"""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    received = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    superseded = models.PositiveIntegerField()
    withdrawn = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="count_adds_up",
                condition=models.Q(
                    received=models.F("counted")
                    + models.F("superseded")
                    + models.F("withdrawn")
                    + models.F("void")
                    + models.F("invalid")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.counted} of {self.received}"
