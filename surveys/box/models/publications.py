from __future__ import annotations

from django.db import models


class PublicationRow(models.Model):
    """A signed text for everybody; the highest version about a thing counts."""

    pk = models.CompositePrimaryKey("about", "version")
    about = models.CharField(max_length=40)
    version = models.IntegerField()
    body = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "box_publication"

    def __str__(self) -> str:
        return f"{self.about} v{self.version}"
