"""Rows of an upload on their way to the registry: copied in at once, contacts already sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from respondents import secrecy
from respondents.imports.checking import Checked
from respondents.models.staged import Cells, StagedRow

Use = StagedRow.Use
CONTACTS = ("phone", "email", "nip")
OF_A_PERSON = (
    "office_id", "kind", "name", "category", "position", "level", "unit", "started_on",
    "in_unit_since", "main_task", "service", "served_on", "consent_on", "further",
    "phone_sealed", "phone_index", "email_sealed", "email_index", "nip_sealed", "nip_index",
)  # fmt: skip
COLUMNS = (
    "upload_id", "row", "use", "is_skipped", "apart", "cells_sealed", "id", *OF_A_PERSON,
)  # fmt: skip


def fill(upload_id: int, rows: Iterable[tuple[Checked, Cells]]) -> None:
    """COPY every row, also the blocked ones: those tell who is absent, and wait for a repair.

    COPY is refused on tables with row-level security, so an unlogged one stands before it.
    """
    clear(upload_id)
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    copy = sql.SQL("COPY respondents_staging ({}) FROM STDIN").format(columns)
    carry = sql.SQL(
        "INSERT INTO respondents_stagedrow ({0}) SELECT {0} FROM respondents_staging "
        "WHERE upload_id = %s"
    ).format(columns)
    with connection.cursor() as cursor:
        with cursor.copy(copy) as stream:
            for checked, cells in rows:
                stream.write_row(tuple(_values(upload_id, checked, cells)))
        cursor.execute(carry, [upload_id])
        cursor.execute("DELETE FROM respondents_staging WHERE upload_id = %s", [upload_id])


def clear(upload_id: int) -> None:
    StagedRow.objects.filter(upload=upload_id)._raw_delete("default")


def use_of(checked: Checked) -> StagedRow.Use:
    if checked.is_ready:
        return Use.READY
    return Use.BLOCKED if checked.is_blocked else Use.AFTER_REPAIR


def person_values(checked: Checked, row: UUID) -> Iterator[object]:
    """In the order of OF_A_PERSON; contacts sealed to the staged row."""
    person = checked.candidate
    yield from (person.office_id, person.kind, person.name, person.category, person.position)
    yield from (person.level, person.unit, person.started_on, person.in_unit_since)
    yield from (person.main_task, person.service, person.served_on, person.consent_on)
    yield person.further
    for column in CONTACTS:
        yield secrecy.seal_text(getattr(person, column), column=column, row=row)
        yield checked.index(column)


def _values(upload_id: int, checked: Checked, cells: Cells) -> Iterator[object]:
    row = uuid4()
    yield from (upload_id, checked.candidate.row, use_of(checked), False, Jsonb([]))
    yield from (cells.seal(row), row)
    for value in person_values(checked, row):
        yield Jsonb(value) if isinstance(value, dict) else value
