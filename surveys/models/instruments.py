from __future__ import annotations

from typing import Any

from django.db import models

from respondents.models.people import Person
from surveys.questionnaire import instrument

METHOD_ROLE = '"role":"method"'


class InstrumentIsImmutable(Exception):
    """A version that was stored never changes; store a new one."""


class InstrumentQuerySet(models.QuerySet["InstrumentVersion"]):
    def published(self) -> InstrumentQuerySet:
        return self.filter(published_at__isnull=False)

    def without_method_module(self) -> InstrumentQuerySet:
        """What is asked unless a wave is told otherwise. The body is canonical JSON."""
        return self.exclude(body__contains=METHOD_ROLE)

    def without_bodies(self) -> InstrumentQuerySet:
        """They are long, and a list shows none."""
        return self.defer("body", "workbook")


class InstrumentVersion(models.Model):
    """A questionnaire as it was read from its workbook, once and for all.

    It may be asked once it is published, which two people do. The database refuses every other
    change, and that a published one goes.
    """

    kind = models.CharField(max_length=8, choices=Person.Kind)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of body
    body = models.TextField()  # canonical JSON, see surveys/questionnaire/instrument.py
    workbook = models.BinaryField()  # the XLSForm it came from
    stored_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    objects = InstrumentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and kwargs.get("update_fields") != ["published_at"]:
            raise InstrumentIsImmutable(self)
        super().save(*args, **kwargs)

    def read(self) -> instrument.Instrument:
        return instrument.from_json(self.body)
