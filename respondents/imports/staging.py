"""Rows of an upload on their way to the registry: copied in at once, contacts already sealed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from respondents import secrecy
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked

BLOCKED, AFTER_REPAIR, READY = 0, 1, 2
COLUMNS = (
    "upload_id", "row", "use", "id", "office_id", "kind", "name", "category", "position",
    "level", "unit", "started_on", "in_unit_since", "main_task", "service", "served_on",
    "consent_on", "further", "phone_sealed", "phone_index", "email_sealed", "email_index",
    "nip_sealed", "nip_index",
)  # fmt: skip
CONTACTS = ("phone", "email", "nip")
SWEEP = """
DELETE FROM respondents_staging WHERE upload_id NOT IN (
    SELECT id FROM respondents_upload WHERE state IN ('reading', 'checked', 'accepted')
)
"""


def fill(upload_id: int, rows: Iterable[Checked]) -> None:
    """COPY every row, also the blocked ones: those tell who is absent, and go no further."""
    clear(upload_id)
    copy = sql.SQL("COPY respondents_staging ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    with connection.cursor() as cursor, cursor.copy(copy) as stream:
        for checked in rows:
            stream.write_row((upload_id, checked.candidate.row, _use(checked), *_values(checked)))


def clear(upload_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM respondents_staging WHERE upload_id = %s", [upload_id])


def sweep() -> None:
    """Remove the rows of uploads that were cancelled, or that nobody waits for any more."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP)


def count(upload_id: int) -> int:
    """How many rows there are; fewer than were copied after a crash of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM respondents_staging WHERE upload_id = %s", [upload_id])
        return int(cursor.fetchone()[0])


def sealed(column: str, value: str, *, row: UUID) -> tuple[bytes, bytes | None]:
    return (
        secrecy.seal_text(value, column=column, row=row),
        secrecy.blind_index(value, column=column),
    )


def _use(checked: Checked) -> int:
    if checked.is_ready:
        return READY
    return BLOCKED if checked.is_blocked else AFTER_REPAIR


def _values(checked: Checked) -> tuple[object, ...]:
    person, future_id = checked.candidate, uuid4()
    contacts = (
        part
        for column in CONTACTS
        for part in sealed(column, getattr(person, column), row=future_id)
    )
    return (future_id, *_open_values(person), *contacts)


def _open_values(person: Candidate) -> tuple[object, ...]:
    return (
        person.office_id,
        person.kind,
        person.name,
        person.category,
        person.position,
        person.level,
        person.unit,
        person.started_on,
        person.in_unit_since,
        person.main_task,
        person.service,
        person.served_on,
        person.consent_on,
        Jsonb(person.further),
    )
