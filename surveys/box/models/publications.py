from __future__ import annotations

from django.db import models


class Publication(models.Model):
    """Terbitan: the signed bundle that the public pages show of a wave."""

    slug = models.SlugField(primary_key=True)
    body = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "box_publication"

    def __str__(self) -> str:
        return self.slug
