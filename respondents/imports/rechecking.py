"""Checking staged rows again, alone and against the rows that share something with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, F, Func, Q, Value
from django.db.models.functions import Lower

from respondents.imports import checking, duplicates, registered, staging
from respondents.imports.cells import text_of
from respondents.imports.checking import Checked
from respondents.imports.columns import TEMPLATES
from respondents.imports.context import Context
from respondents.imports.faults import kept
from respondents.imports.reading import Row, Table
from respondents.kinds import Kind
from respondents.models.lists import Fault, Upload
from respondents.models.staged import Cells, StagedRow
from respondents.vocabulary import key_of

NAME_KEY = Lower(
    Func(F("name"), Value(r"[\W_]+"), Value(""), Value("g"), function="regexp_replace")
)  # as vocabulary.key_of makes it
FIELDS = [name.removesuffix("_id") for name in staging.OF_A_PERSON]
# Of rows that share one number or address; a notice of more would be read by nobody.
NEIGHBOURS = 50


def cells_of(row: Row) -> Cells:
    texts = {field: text for field, cell in row.cells.items() if (text := text_of(cell))}
    return Cells(texts, row.formulas)


def recheck(upload: Upload, changed: Collection[StagedRow], *, on: date) -> list[Checked]:
    """Check `changed` rows and their neighbours, and keep what is found; counts too.

    A neighbour shares a number, an address, a NIP, or name and unit with a changed row, before
    or after. Returns the changed rows as they are now. Call it with the eyes of the city.
    """
    context = Context.of(upload.office, on=on)
    table = table_of(upload)
    alone = {staged.row: check(staged, table, context) for staged in changed}
    near = _near(upload, changed, alone.values())
    further = _near(upload, [*changed, *near.values()], alone.values())
    rows = further | near | {staged.row: staged for staged in changed}
    checked = {number: check(rows[number], table, context) for number in sorted(rows)}
    used = [one for number, one in checked.items() if not rows[number].is_skipped]
    duplicates.mark(used)
    touched = {**near, **{staged.row: staged for staged in changed}}
    registered.mark([checked[number] for number in touched], context=context)
    _keep(upload, [(rows[number], checked[number]) for number in touched])
    return [checked[staged.row] for staged in changed]


def check(staged: StagedRow, table: Table, context: Context) -> Checked:
    cells = staged.cells
    row = Row(staged.row, dict(cells.texts), cells.formulas)
    checked = checking.check(row, table=table, kind=staged.kind, context=context)
    checked.apart = frozenset(staged.apart)
    return checked


def count_again(upload: Upload) -> None:
    """Bring the upload's numbers of rows up to date."""
    ready, repair = StagedRow.Use.READY, StagedRow.Use.AFTER_REPAIR
    counted = StagedRow.objects.filter(upload=upload).aggregate(
        ready=Count("pk", filter=Q(use=ready, is_skipped=False)),
        repairable=Count("pk", filter=Q(use=repair, is_skipped=False)),
        skipped=Count("pk", filter=Q(is_skipped=True)),
    )
    for name, value in counted.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(counted))


def table_of(upload: Upload) -> Table:
    """What the file had, without its rows."""
    ours = tuple(column for column in TEMPLATES[upload.kind] if column.field in upload.fields)
    return Table(upload.sheet, ours, (), ())


def _near(
    upload: Upload, rows: Collection[StagedRow], alone: Collection[Checked]
) -> dict[int, StagedRow]:
    """Staged rows that share what only one person can have with `rows` or with `alone`."""
    shares = Q()
    for contact in staging.CONTACTS:
        index = f"{contact}_index"
        found = {bytes(value) for row in rows if (value := getattr(row, index)) is not None}
        found |= {key for one in alone if (key := one.index(contact))}
        shares |= Q(**{f"{index}__in": found})
    if upload.kind != Kind.EXTERNAL:
        names = {row.name for row in rows} | {one.candidate.name for one in alone}
        shares |= Q(name_key__in={key_of(name) for name in names})
    of_upload = StagedRow.objects.filter(upload=upload).annotate(name_key=NAME_KEY)
    near = of_upload.filter(shares).order_by("row")[: NEIGHBOURS + 2 * len(rows)]
    return {one.row: one for one in near}


def _keep(upload: Upload, rows: Collection[tuple[StagedRow, Checked]]) -> None:
    for staged, checked in rows:
        staged.use = staging.use_of(checked)
        values = staging.person_values(checked, staged.pk)
        for name, value in zip(staging.OF_A_PERSON, values, strict=True):
            setattr(staged, name, value)
    kept_columns = ["use", "is_skipped", "apart", "cells_sealed", *FIELDS]
    StagedRow.objects.bulk_update([staged for staged, _ in rows], kept_columns, batch_size=500)
    Fault.objects.filter(upload=upload, row__in=[staged.row for staged, _ in rows]).delete()
    Fault.objects.bulk_create(
        kept(upload, fault)
        for staged, checked in rows
        if not staged.is_skipped
        for fault in checked.faults
    )
    count_again(upload)
