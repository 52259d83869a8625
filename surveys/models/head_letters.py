from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from respondents.models.people import Person
from surveys.models.waves import Wave


class HeadLetter(models.Model):
    """The letter to the head of an OPD whose lists nobody vouches for, by its number."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    opd = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=80)
    dated = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="head_letter_one_an_office", fields=["wave", "opd"]),
            models.CheckConstraint(name="head_letter_has_a_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number


class UnsignedList(models.Model):
    """A list that was frozen though nobody vouched for it; a pilot's has no letter."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    opd = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    letter = models.ForeignKey(HeadLetter, on_delete=models.CASCADE, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unsigned_list_once", fields=["wave", "opd", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.opd}/{self.kind}"
