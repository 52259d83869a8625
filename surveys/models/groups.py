from __future__ import annotations

from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from respondents.models.people import Person
from surveys.models.waves import Wave


class AnonymityGroup(models.Model):
    """The smallest group for which anything is reported, and a stratum of the draw.

    Formed when the lists are frozen. `opd` is the office whose index it feeds; none for a
    group of the whole city (experts, and people of offices too small for their own).
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    opd = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)  # what respondents read
    offices = models.ManyToManyField(Office, related_name="+")
    population = models.PositiveIntegerField()  # eligible people on the frozen lists, N
    invited = models.PositiveIntegerField()  # how many the draw takes
    is_too_small = models.BooleanField(default=False)  # result: data belum mencukupi

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="group_invites_no_more_than_it_has",
                condition=Q(invited__lte=models.F("population")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} {self.kind} {self.name}"

    @property
    def is_census(self) -> bool:
        return self.invited == self.population


class FrameEntry(models.Model):
    """One person's place on the frozen lists of a wave."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(AnonymityGroup, on_delete=models.PROTECT, related_name="+")
    row_hash = models.BinaryField()  # SHA-256 of salt and canonical row; no contact in it
    salt = models.BinaryField(default=b"")  # goes with this row: then the hash is nobody's
    place = models.PositiveIntegerField(null=True)  # in the draw's order, from 0, per group

    class Meta:
        constraints = [
            models.UniqueConstraint(name="person_frozen_once_a_wave", fields=["wave", "person"]),
            models.UniqueConstraint(name="place_taken_once", fields=["group", "place"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.pk}"
