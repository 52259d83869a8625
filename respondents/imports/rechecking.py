"""Checking staged rows again, alone and against the rows that share something with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from respondents.imports import checking, duplicates, faults, registered, staging
from respondents.imports.cells import text_of
from respondents.imports.checking import Checked
from respondents.imports.columns import TEMPLATES
from respondents.imports.context import Context
from respondents.imports.reading import Row, Table
from respondents.kinds import Kind
from respondents.models.lists import Fault, Upload
from respondents.models.staged import Cells, StagedRow
from respondents.vocabulary import key_of

NAME_KEY = Lower(
    Func(F("name"), Value(r"[\W_]+"), Value(""), Value("g"), function="regexp_replace")
)  # as vocabulary.key_of makes it
FIELDS = [name.removesuffix("_id") for name in staging.OF_A_PERSON]
KEPT = ["use", "is_skipped", "apart", "cells_sealed", *FIELDS]
ONE_BY_ONE = 5  # rows; putting one statement together for so few takes longer
COUNT = """
SELECT count(*) FILTER (WHERE use = 2 AND NOT is_skipped),
       count(*) FILTER (WHERE use = 1 AND NOT is_skipped),
       count(*) FILTER (WHERE is_skipped)
FROM respondents_stagedrow WHERE upload_id = %s
"""
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
    own = {staged.row: staged for staged in changed}
    alone = [check(staged, table, context) for staged in changed]
    names = _names_in_question(upload, changed, alone)
    near = _near(upload, changed, alone, names) | own
    further = _near(upload, near.values(), alone, names) if len(near) > len(own) else {}
    rows = further | near
    checked = {number: check(rows[number], table, context) for number in sorted(rows)}
    duplicates.mark([one for number, one in checked.items() if not rows[number].is_skipped])
    registered.mark([checked[number] for number in near], context=context)
    _keep(upload, [(rows[number], checked[number]) for number in near])
    return [checked[staged.row] for staged in changed]


def check(staged: StagedRow, table: Table, context: Context) -> Checked:
    cells = staged.cells
    row = Row(staged.row, dict(cells.texts), cells.formulas)
    checked = checking.check(row, table=table, kind=staged.kind, context=context)
    checked.apart = frozenset(staged.apart)
    return checked


def count_again(upload: Upload) -> None:
    """Bring the upload's numbers of rows up to date."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [upload.pk])
        upload.ready, upload.repairable, upload.skipped = cursor.fetchone()
    upload.save(update_fields=["ready", "repairable", "skipped"])


def table_of(upload: Upload) -> Table:
    """What the file had, without its rows."""
    ours = tuple(column for column in TEMPLATES[upload.kind] if column.field in upload.fields)
    return Table(upload.sheet, ours, (), ())


def _names_in_question(
    upload: Upload, changed: Collection[StagedRow], alone: Collection[Checked]
) -> set[str]:
    """Keys of names whose namesakes may be told otherwise now: of rows that moved, or were told."""
    if upload.kind == Kind.EXTERNAL:
        return set()
    told = Fault.objects.filter(
        upload=upload, code="senama", row__in=[staged.row for staged in changed]
    )
    rows = set(told.values_list("row", flat=True))
    return {
        key_of(name)
        for staged, checked in zip(changed, alone, strict=True)
        if staged.row in rows
        or staged.is_skipped
        or (staged.name, staged.unit) != (checked.candidate.name, checked.candidate.unit)
        for name in (staged.name, checked.candidate.name)
    }


def _near(
    upload: Upload, rows: Collection[StagedRow], alone: Collection[Checked], names: set[str]
) -> dict[int, StagedRow]:
    """Staged rows that share what only one person can have with `rows` or with `alone`."""
    shares = Q()
    for contact in staging.CONTACTS:
        index = f"{contact}_index"
        found = {bytes(value) for row in rows if (value := getattr(row, index)) is not None}
        found |= {key for one in alone if (key := one.index(contact))}
        shares |= Q(**{f"{index}__in": found})
    near = StagedRow.objects.filter(upload=upload)
    if names:
        near = near.annotate(name_key=NAME_KEY)
        shares |= Q(name_key__in=names)
    return {
        one.row: one for one in near.filter(shares).order_by("row")[: NEIGHBOURS + 2 * len(rows)]
    }


def _keep(upload: Upload, rows: Collection[tuple[StagedRow, Checked]]) -> None:
    for staged, checked in rows:
        staged.use = staging.use_of(checked)
        values = staging.person_values(checked, staged.pk)
        for name, value in zip(staging.OF_A_PERSON, values, strict=True):
            setattr(staged, name, value)
    if len(rows) <= ONE_BY_ONE:
        for staged, _ in rows:
            staged.save(update_fields=KEPT)
    else:
        StagedRow.objects.bulk_update([staged for staged, _ in rows], KEPT, batch_size=500)
    Fault.objects.filter(upload=upload, row__in=[staged.row for staged, _ in rows]).delete()
    used = (checked for staged, checked in rows if not staged.is_skipped)
    faults.keep(upload, (fault for checked in used for fault in checked.faults))
    count_again(upload)
