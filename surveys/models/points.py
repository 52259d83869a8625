from __future__ import annotations

from django.db import models


class SignedPoints(models.Model):
    """Which service points the public side is told of, signed; worker `send` carries it over."""

    version = models.PositiveIntegerField(unique=True)
    body = models.BinaryField()  # canonical JSON, see surveys/box/points.py
    signature = models.BinaryField()  # Ed25519 by the key `wave`

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return f"loket v{self.version}"
