"""What each press of a button did to an upload, to be looked at and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, QuerySet

from respondents import repairs
from respondents.imports import columns
from respondents.models.lists import Upload
from respondents.models.staged import Repair, StagedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What one press did, to be looked at and undone."""

    batch: UUID
    rows: int
    row: int
    name: str
    words: str
    before: str
    after: str

    @property
    def others(self) -> int:
        return self.rows - 1


def presses(upload: Upload) -> QuerySet[Repair, UUID]:
    """What each press of a button did, the last first."""
    standing = Repair.objects.filter(upload=upload).standing()
    presses = standing.values("batch").annotate(last=Max("pk")).order_by("-last")
    return presses.values_list("batch", flat=True)


def last(upload: Upload) -> Done | None:
    return next(iter(told(upload, list(presses(upload)[:1]))), None)


def told(upload: Upload, batches: Sequence[UUID]) -> list[Done]:
    """What each press did, told by its first row."""
    standing = Repair.objects.filter(upload=upload, batch__in=batches).standing().order_by("row")
    of_batch: dict[UUID, list[Repair]] = defaultdict(list)
    for repair in standing:
        of_batch[repair.batch].append(repair)
    first = {batch: done[0] for batch, done in of_batch.items()}
    rows = StagedRow.objects.filter(upload=upload, row__in={one.row for one in first.values()})
    staged = {one.row: one for one in rows}
    labels = columns.labels(upload.kind)
    return [
        _told_by(first[batch], len(of_batch[batch]), staged[first[batch].row], labels)
        for batch in batches
        if batch in first
    ]


def _told_by(repair: Repair, rows: int, staged: StagedRow, labels: dict[str, str]) -> Done:
    before, after = repairs.value_of(repair, staged)
    words = repair.get_how_display()
    if repair.how == Repair.How.MENDED:
        words = f"Sudah diperbaiki: {labels.get(repair.column, repair.column)}"
    return Done(
        batch=repair.batch,
        rows=rows,
        row=repair.row,
        name=staged.name,
        words=words,
        before=before,
        after=after,
    )
