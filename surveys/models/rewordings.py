from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from respondents.models.people import Person
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave


class Rewording(models.Model):
    """Mended words of a questionnaire that is in the field: what replaced what, and what was said.

    Only words can have changed, so sheets with the earlier wording are counted as well; each
    sheet says by its digest which one it answered.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="rewordings")
    kind = models.CharField(max_length=8, choices=Person.Kind)
    before = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    said = models.CharField(max_length=300)  # to respondents, in Indonesian
    said_in_english = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="rewording_is_another_version", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(
                name="rewording_is_said", condition=~Q(said="") & ~Q(said_in_english="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.before} to {self.after}"
