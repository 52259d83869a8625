from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents.models.offices import Office
from respondents.models.people import Person


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def standing(self) -> ObjectionQuerySet:
        return self.filter(withdrawn_on__isnull=True)


class Objection(models.Model):
    """Keberatan: somebody told the help telephone that they do not want to be asked.

    It knows nothing of waves: it is the same for people who were drawn and who were not.
    """

    class Channel(models.TextChoices):
        TELEPHONE = "telepon", "Lewat telepon"
        LETTER = "surat", "Lewat surat atau surel"
        VISIT = "datang", "Datang sendiri"
        BEFORE = "berhenti", "Sudah keberatan sebelumnya"  # known by the STOP list

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    recorded_by = models.ForeignKey(  # null: known by the STOP list
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    recorded_on = models.DateField()  # the day only
    withdrawn_on = models.DateField(null=True)  # the person wants to be asked again

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="objection_stands_once",
                fields=["person"],
                condition=Q(withdrawn_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
