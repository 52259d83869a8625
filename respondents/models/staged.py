"""The rows of an upload that waits for its repairs, and what was done to them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from respondents import secrecy
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Listing, Person


@dataclass(slots=True)
class Cells:
    """A row as the sheet has it: text by field, and the fields whose cell holds a formula."""

    texts: dict[str, str]
    formulas: frozenset[str] = frozenset()

    def seal(self, row: uuid.UUID) -> bytes:
        text = json.dumps([self.texts, *sorted(self.formulas)], ensure_ascii=False)
        return secrecy.seal_text(text, column="cells", row=row)

    @classmethod
    def unseal(cls, sealed: bytes, row: uuid.UUID) -> Cells:
        if not sealed:
            return cls({})
        texts, *formulas = json.loads(secrecy.open_text(sealed, column="cells", row=row))
        return cls(texts, frozenset(formulas))


class StagedRow(Listing):
    """A row between its check and the registry: the person it would make, and its cells.

    The cells stay sealed, so that a row can be mended and checked again without its file.
    """

    class Use(models.IntegerChoices):
        BLOCKED = 0, "Belum bisa dipakai"
        AFTER_REPAIR = 1, "Bisa dipakai bila usulannya diterima"
        READY = 2, "Siap"

    # No constraint to check for each of 50,000 rows: an upload is never deleted.
    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    row = models.PositiveIntegerField()  # as the sheet numbers it
    use = models.SmallIntegerField(choices=Use)
    is_skipped = models.BooleanField(default=False)  # somebody left it out
    apart = models.JSONField(default=list)  # columns in which sharing was said to be right
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False,
        db_constraint=False,
    )  # whom on the present list it was recognised as  # fmt: skip
    cells_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(name="staged_once", fields=["upload", "row"])]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.row}"

    @property
    def cells(self) -> Cells:
        return Cells.unseal(bytes(self.cells_sealed), self.pk)

    @cells.setter
    def cells(self, cells: Cells) -> None:
        sealed: Any = cells.seal(self.pk)
        self.cells_sealed = sealed


class RepairQuerySet(models.QuerySet["Repair"]):
    def standing(self) -> RepairQuerySet:
        return self.filter(undone_at__isnull=True)


class Repair(models.Model):
    """One thing that was done to a staged row, so that it can be undone until it is used."""

    class How(models.TextChoices):
        MENDED = "mended", "Diperbaiki"
        SKIPPED = "skipped", "Tidak dipakai"
        APART = "apart", "Dua orang berbeda"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.UUIDField(default=uuid.uuid4)  # what one press of a button did
    row = models.PositiveIntegerField()
    how = models.CharField(max_length=8, choices=How)
    column = models.CharField(max_length=40, blank=True)  # as the template names it
    before_sealed = models.BinaryField(default=b"")  # the cell, sealed to the staged row
    after_sealed = models.BinaryField(default=b"")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    objects = RepairQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="repair_by_batch", fields=["upload", "batch"])]
        constraints = [
            models.CheckConstraint(
                name="repair_names_its_column",
                condition=Q(how="skipped") | ~Q(column=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.row} {self.how}"


class Removal(models.Model):
    """Somebody whom the office takes off its list together with an upload, and why."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Person.Why)

    class Meta:
        constraints = [models.UniqueConstraint(name="removed_once", fields=["upload", "person"])]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.why}"


class KnownHeading(models.Model):
    """What an office calls a column of ours, as it once confirmed."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # of list, or the roster: whose columns
    heading = models.CharField(max_length=120)  # its key: letters and digits, in lower case
    field = models.CharField(max_length=20, blank=True)  # '' says that it is none of ours

    class Meta:
        constraints = [
            models.UniqueConstraint(name="heading_known_once", fields=["office", "kind", "heading"])
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field}"
