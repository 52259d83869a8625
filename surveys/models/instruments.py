from __future__ import annotations

from typing import Any

from django.db import models

from respondents.models.people import Person
from surveys.questionnaire import instrument


class InstrumentIsImmutable(Exception):
    """A version that was stored never changes; store a new one."""


class InstrumentVersion(models.Model):
    """A questionnaire as it was read from its workbook, once and for all."""

    kind = models.CharField(max_length=8, choices=Person.Kind)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of body
    body = models.TextField()  # canonical JSON, see surveys/questionnaire/instrument.py
    workbook = models.BinaryField()  # the XLSForm it came from
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise InstrumentIsImmutable(self)
        super().save(*args, **kwargs)

    def read(self) -> instrument.Instrument:
        return instrument.from_json(self.body)
