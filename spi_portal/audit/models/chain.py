from __future__ import annotations

from django.db import models

from spi_portal.audit.models.entries import Entry


class Mark(models.Model):
    """An entry's place in the chain. The database writes it at the commit of the entry.

    `digest` is the SHA-256 of the digest before and of this entry's content; see chain.py.
    """

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … in the order of commits
    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="mark"
    )
    digest = models.BinaryField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{bytes(self.digest).hex()}"


class Head(models.Model):
    """The last mark, kept a second time: without it, entries cut off the end leave no trace."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="head_is_one_row", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"{self.number}:{bytes(self.digest).hex()}"
