from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from respondents.models.people import Person
from surveys.models.groups import AnonymityGroup
from surveys.models.waves import Wave

NO_HASH = bytes(32)


class IssuedRights(models.Model):
    """What the registrar hands back of a wave's rights: numbers and hashes, and no right.

    Staff sign root, key and totals into the announcement that opens the wave. The last entry of
    the activation log is noted here, outside of the box, so that nobody can cut the log off.
    """

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="+")
    root = models.BinaryField()  # over the rights as issued, see surveys/box/issued.py
    activation_key = models.BinaryField()  # Ed25519, the public half
    totals = models.JSONField()  # group -> [open, in reserve]
    log_number = models.PositiveIntegerField(default=0)
    log_hash = models.BinaryField(default=NO_HASH)
    due_at = (
        models.DateTimeField()
    )  # when changes are carried out next: once a night, from the opening on
    problem = models.CharField(max_length=300, blank=True)  # why the last night could not

    def __str__(self) -> str:
        return f"{self.wave}"


class LinkOrder(models.Model):
    """The desk's order: a new link for this person, if they were drawn. Gone the next morning.

    It is the same for people who were drawn and who were not, and so is its end.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    ordered_on = models.DateField()  # the day only

    class Meta:
        constraints = [
            models.UniqueConstraint(name="link_ordered_once", fields=["wave", "person"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReserveCall(models.Model):
    """So many of a group's reserve are to be called up, in the order of the draw, and why."""

    class Why(models.TextChoices):
        UNDELIVERED = "tidak_sampai", "Undangan tidak sampai"
        SHORT = "kurang", "Jawaban kelompok diperkirakan kurang"

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(AnonymityGroup, on_delete=models.PROTECT, related_name="+")
    wanted = models.PositiveIntegerField()
    why = models.CharField(max_length=12, choices=Why)
    reason = models.CharField(max_length=300)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordered_on = models.DateField()
    called = models.PositiveIntegerField(null=True)  # how many there still were; null: waits

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="reserve_call_waits_once", fields=["group"], condition=Q(called__isnull=True)
            ),
            models.CheckConstraint(name="reserve_call_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="reserve_call_wants_some", condition=Q(wanted__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.pk)
