from __future__ import annotations

import uuid

from django.db import models

from respondents.models.offices import Office
from respondents.models.people import Person
from surveys.models.groups import AnonymityGroup
from surveys.models.waves import Wave


class Invitation(models.Model):
    """A drawn person's call to take part. It ends at *delivered*: what follows nobody knows.

    No state here says whether the person opened, began or answered, and none may be added.
    """

    class State(models.TextChoices):
        SAMPLE = "sample", "Terpilih"
        RESERVE = "reserve", "Cadangan"
        OPTED_OUT = "opted_out", "Tidak ikut"
        NOT_THEIRS = "not_theirs", "Bukan orangnya"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(AnonymityGroup, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)  # counts re-issues of the link
    state = models.CharField(max_length=10, choices=State)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invited_once_a_wave", fields=["wave", "person"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
