from __future__ import annotations

from django.db import models

from surveys.box import fingerprints
from surveys.models.waves import Wave


class WaveKey(models.Model):
    """The public half of a wave's box key.

    The private one is the counter's alone, or lies in three sheets of which two make it.
    """

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="box_key")
    public_key = models.BinaryField()  # X25519, 32 bytes
    mode = models.CharField(max_length=8, choices=Wave.Mode, default=Wave.Mode.SERVICE)
    sheet_mark = models.PositiveIntegerField(null=True)  # what the three sheets have in common

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sheets_of_a_key_are_recognised",
                condition=models.Q(mode="layanan", sheet_mark=None)
                | models.Q(mode="2-dari-3", sheet_mark__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}"

    @property
    def fingerprint(self) -> str:
        """Ten words that can be read out over the telephone."""
        return fingerprints.in_words(bytes(self.public_key))


class SignedManifest(models.Model):
    """What staff tells the public side about a wave, signed; worker `send` carries it over."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="manifests")
    version = models.PositiveSmallIntegerField()
    body = models.BinaryField()  # canonical JSON, see surveys/box/manifest.py
    signature = models.BinaryField()  # Ed25519 by the key `wave`

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(name="manifest_version_once", fields=["wave", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} v{self.version}"


class SignedOutcome(models.Model):
    """What the count came to, signed by the counter; worker `send` carries it to the public."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="outcome")
    body = models.BinaryField()  # canonical JSON, see surveys/box/outcomes.py
    signature = models.BinaryField()  # Ed25519 by the key `count`

    def __str__(self) -> str:
        return f"{self.wave}"
