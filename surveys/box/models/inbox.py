from __future__ import annotations

import uuid

from django.db import models

from surveys.box.models.lengths import exactly


class InboxEnvelope(models.Model):
    """What a public page tells the registry, sealed to the registrar; gone once it was read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    class Meta:
        db_table = "box_inbox"
        constraints = [exactly(560, "sealed", name="envelope_is_sealed_at_one_length")]

    def __str__(self) -> str:
        return str(self.id)
