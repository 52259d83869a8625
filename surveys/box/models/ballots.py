from __future__ import annotations

from django.db import models

from surveys.box.models.lengths import exactly


class Ballot(models.Model):
    """Lembar jawaban: one sealed answer sheet for a right; a later one replaces it."""

    key = models.BinaryField(primary_key=True, db_column="pk")
    wave = models.UUIDField()
    group_id = models.IntegerField()
    suite = models.SmallIntegerField()
    sealed = models.BinaryField()
    sig = models.BinaryField()
    tag = models.BinaryField()

    class Meta:
        db_table = "box_ballot"
        constraints = [
            exactly(32, "key", name="ballot_has_a_right"),
            exactly(304, "sealed", name="ballot_is_sealed_at_one_length"),
            exactly(64, "sig", name="ballot_is_signed"),
            exactly(16, "tag", name="ballot_has_a_tag"),
        ]

    def __str__(self) -> str:
        return f"lembar jawaban {self.wave}/{self.group_id}"
