from __future__ import annotations

from django.db import models
from django.db.models import Q

from surveys.box.models.lengths import exactly


class BallotRight(models.Model):
    """A public key that may answer once. Whose it is, this database cannot know.

    Nothing refers to it: a foreign key from sheets would lock, and so mark, exactly the
    rights that answered.
    """

    class Status(models.TextChoices):
        OPEN = "o", "Terbuka"
        INACTIVE = "i", "Cadangan"  # reserve that was not called up
        REVOKED = "r", "Dicabut"  # the person died or left
        VOID = "v", "Diganti"  # a new link was issued in its place

    key = models.BinaryField(primary_key=True, db_column="pk")
    wave = models.UUIDField()
    group_id = models.IntegerField()
    status = models.CharField(max_length=1, choices=Status)

    class Meta:
        db_table = "box_right"
        constraints = [
            exactly(32, "key", name="right_is_an_ed25519_key"),
            models.CheckConstraint(
                name="right_has_a_known_status", condition=Q(status__in=["o", "i", "r", "v"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}/{self.group_id}: {self.get_status_display()}"
