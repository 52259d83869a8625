from __future__ import annotations

from django.db import models
from django.db.models import Q

from surveys.box.models.lengths import exactly


class ActivationEntry(models.Model):
    """What became of rights in one night, signed and chained. See surveys/box/activations.py.

    The day and nothing finer: a time of day would tell at which desk somebody stood.
    """

    pk = models.CompositePrimaryKey("wave", "no")
    wave = models.UUIDField()
    no = models.IntegerField()
    day = models.DateField()
    prev = models.BinaryField()
    hash = models.BinaryField()
    signature = models.BinaryField()
    blind = models.BinaryField()  # for whoever checks the changes; never for everybody
    body = models.BinaryField()

    class Meta:
        db_table = "box_activation"
        constraints = [
            models.CheckConstraint(name="activation_is_numbered_from_1", condition=Q(no__gte=1)),
            exactly(32, "hash", name="activation_has_a_hash"),
            exactly(64, "signature", name="activation_is_signed"),
            exactly(32, "blind", name="activation_is_blinded"),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.no}"
